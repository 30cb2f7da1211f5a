import { memo } from 'react';
import { Button } from '../ui/controls/controls.tsx';
import { PauseIcon, PlayIcon } from '../ui/controls/icons.tsx';
import { type View, ViewChoice } from '../ui/controls/view-choice.tsx';
import { useLanguage } from '../ui/language/language-context.tsx';
import { ExportChoice, type ExportFormat } from './export-choice.tsx';
import type { Filter } from './filter.ts';

export interface ToolbarProps {
  readonly live: boolean;
  readonly filter: Filter;
  readonly shown: View;
  readonly sending: boolean;
  /** Whether there is a bank to send something to. */
  readonly open: boolean;
  readonly onLive: (live: boolean) => void;
  /** As the picture's: null zooms about the middle. */
  readonly onZoom: (steps: number, anchor: null) => void;
  readonly onFilter: (filter: Filter) => void;
  readonly onShown: (shown: View) => void;
  readonly onDeposit: () => void;
  readonly onExport: (format: ExportFormat) => void;
}

const OUTCOMES = ['all', 'done', 'refused', 'unknown', 'pending'] as const;

/** What can be done, above the picture. Drawn anew only when something about it is new: it has many controls. */
export const Toolbar = memo(function Toolbar(props: ToolbarProps) {
  const { strings } = useLanguage();
  const words = strings.lab;
  const { live, filter, onFilter } = props;
  return (
    <div className="toolbar">
      <Button look="primary" isDisabled={!props.open || props.sending} onPress={props.onDeposit}>
        {words.deposit}
      </Button>
      <Button onPress={() => props.onLive(!live)}>
        {live ? <PauseIcon /> : <PlayIcon />}
        {live ? words.freeze : words.resume}
      </Button>
      <Button aria-label={words.zoomOut} onPress={() => props.onZoom(-2, null)}>
        <span aria-hidden="true">−</span>
      </Button>
      <Button aria-label={words.zoomIn} onPress={() => props.onZoom(2, null)}>
        <span aria-hidden="true">+</span>
      </Button>
      <label className="field find">
        <span className="for-screen-readers">{words.find}</span>
        <input
          type="search"
          placeholder={words.findHint}
          maxLength={40}
          value={filter.text}
          onChange={(event) => onFilter({ ...filter, text: event.target.value })}
        />
      </label>
      <label className="field outcome">
        <span className="for-screen-readers">{words.outcome}</span>
        <select
          value={filter.outcome}
          onChange={(event) => {
            const outcome = OUTCOMES.find((one) => one === event.target.value);
            if (outcome !== undefined) onFilter({ ...filter, outcome });
          }}
        >
          {OUTCOMES.map((outcome) => (
            <option key={outcome} value={outcome}>
              {words.outcomes[outcome]}
            </option>
          ))}
        </select>
      </label>
      <ViewChoice view={props.shown} onView={props.onShown} />
      <ExportChoice onExport={props.onExport} />
    </div>
  );
});
