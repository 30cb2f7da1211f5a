import { type FormEvent, useId, useMemo, useState } from 'react';
import { CLOCK_COLOURS, type Settings, type SettingsPatch } from '../../src-main/contract/settings.ts';
import { Button, NamedChoices, Switch } from '../ui/controls/controls.tsx';
import { CloseIcon, SlidersIcon } from '../ui/controls/icons.tsx';
import { useLanguage } from '../ui/language/language-context.tsx';
import { ClockPopover } from './clock-popover.tsx';
import { knownZones, namedZones, zoneMeant } from './zones/zone-names.ts';

export type ClockPatch = NonNullable<SettingsPatch['clock']>;
/** As many as the settings file takes (contract/settings.ts). */
const MOST_ZONES = 6;

interface ClockOptionsProps {
  readonly face: Settings['clock'];
  /** Whether the shell can keep the window above others. */
  readonly canStayOnTop: boolean;
  readonly onChange: (patch: ClockPatch) => void;
}

export function ClockOptions({ face, canStayOnTop, onChange }: ClockOptionsProps) {
  const language = useLanguage();
  const words = language.strings.clock;
  return (
    <ClockPopover label={words.options} icon={<SlidersIcon />} name="clock-options">
      <NamedChoices
        label={words.colour}
        value={face.colour}
        options={CLOCK_COLOURS.map((colour) => ({
          value: colour,
          name: words.colours[colour],
          label: <span className={`swatch ${colour}`} />,
        }))}
        onChange={(colour) => onChange({ colour })}
      />
      <NamedChoices
        label={words.hours}
        value={face.hours}
        options={[
          { value: '24', label: language.digits(words.hours24) },
          { value: '12', label: language.digits(words.hours12) },
        ]}
        onChange={(hours) => onChange({ hours })}
      />
      <Switch isSelected={face.seconds} onChange={(seconds) => onChange({ seconds })}>
        {words.seconds}
      </Switch>
      {canStayOnTop ? (
        <Switch isSelected={face.onTop} onChange={(onTop) => onChange({ onTop })}>
          {words.onTop}
        </Switch>
      ) : null}
      <Switch isSelected={face.shift} onChange={(shift) => onChange({ shift })}>
        {words.shift}
      </Switch>
      <Switch isSelected={face.dim} onChange={(dim) => onChange({ dim })}>
        {words.dim}
      </Switch>
      <Zones zones={face.zones} onChange={(zones) => onChange({ zones })} />
    </ClockPopover>
  );
}

interface ZonesProps {
  readonly zones: readonly string[];
  readonly onChange: (zones: string[]) => void;
}

function Zones({ zones, onChange }: ZonesProps) {
  const language = useLanguage();
  const words = language.strings.clock;
  const [list, complaint] = [useId(), useId()];
  const [text, setText] = useState('');
  const [unknown, setUnknown] = useState(false);
  // Together, so that a chosen place is called the same in both.
  const named = useMemo(() => namedZones([...new Set([...knownZones(), ...zones])], language), [zones, language]);
  const nameOf = (zone: string) => named.find((other) => other.zone === zone)?.name ?? zone;

  const add = (event: FormEvent) => {
    event.preventDefault();
    const zone = zoneMeant(text, named);
    setUnknown(zone === null);
    if (zone === null) return;
    setText('');
    if (!zones.includes(zone)) onChange([...zones, zone]);
  };

  return (
    <section className="zone-list">
      <h2>{words.zones}</h2>
      <ul>
        {zones.map((zone) => (
          <li key={zone}>
            <span>{nameOf(zone)}</span>
            <Button
              look="quiet"
              small
              aria-label={words.removeZone(nameOf(zone))}
              onPress={() => onChange(zones.filter((other) => other !== zone))}
            >
              <CloseIcon />
            </Button>
          </li>
        ))}
      </ul>
      {zones.length >= MOST_ZONES ? (
        <p className="hint">{words.mostZones(language.number(MOST_ZONES))}</p>
      ) : (
        <form onSubmit={add}>
          <label className="field">
            <span className="label">{words.addZone}</span>
            <input
              dir="auto"
              autoComplete="off"
              list={list}
              value={text}
              aria-invalid={unknown}
              aria-describedby={unknown ? complaint : undefined}
              onChange={({ target }) => {
                setText(target.value);
                setUnknown(false);
              }}
            />
          </label>
          <Button type="submit">{words.add}</Button>
          <datalist id={list}>
            {named.map(({ zone, name }) => (
              <option key={zone} value={name} />
            ))}
          </datalist>
          {unknown ? (
            <p id={complaint} role="alert">
              {words.unknownZone}
            </p>
          ) : null}
        </form>
      )}
    </section>
  );
}
