import type { FormEvent } from 'react';
import {
  CROWD_MIXES,
  type CrowdMixName,
  type CrowdOptions,
  MAX_CROWD_CLIENTS,
  MAX_CROWD_RATE,
} from '../../../src-main/contract/crowd.ts';
import { Button, Field } from '../../ui/controls/controls.tsx';
import { CountField } from '../../ui/controls/count-field.tsx';
import { useLanguage } from '../../ui/language/language-context.tsx';

const MIX_NAMES = Object.keys(CROWD_MIXES) as CrowdMixName[];

/** What stands in the form; null: what is typed is no number within bounds. */
export interface WantedCrowd {
  readonly clients: number | null;
  readonly rate: number | null;
  readonly mix: CrowdMixName;
}

export const USUAL_CROWD = { clients: 100, rate: 200, mix: 'everyday' } as const satisfies WantedCrowd;

interface CrowdFormProps {
  readonly wanted: WantedCrowd;
  readonly onWant: (wanted: WantedCrowd) => void;
  readonly onStart: (options: CrowdOptions) => void;
}

/** How many simulated ATMs are to come, how much they do and what. */
export function CrowdForm({ wanted, onWant, onStart }: CrowdFormProps) {
  const { strings } = useLanguage();
  const words = strings.lobby.crowd;
  const { clients, rate, mix } = wanted;

  const start = (event: FormEvent) => {
    event.preventDefault();
    if (clients === null || rate === null) return;
    onStart({ clients, rate, mix: CROWD_MIXES[mix] });
  };
  return (
    <form onSubmit={start}>
      <CountField
        label={words.clients}
        value={clients}
        step={10}
        most={MAX_CROWD_CLIENTS}
        onChange={(value) => onWant({ ...wanted, clients: value })}
      />
      <CountField
        label={words.rate}
        value={rate}
        step={50}
        most={MAX_CROWD_RATE}
        onChange={(value) => onWant({ ...wanted, rate: value })}
      />
      <Field label={words.mix}>
        <select
          value={mix}
          onChange={({ target }) => onWant({ ...wanted, mix: MIX_NAMES.find((name) => name === target.value) ?? mix })}
        >
          {MIX_NAMES.map((name) => (
            <option key={name} value={name}>
              {words.mixes[name]}
            </option>
          ))}
        </select>
      </Field>
      <Button type="submit" look="primary">
        {words.start}
      </Button>
    </form>
  );
}
