import { Dialog, DialogTrigger, Popover } from 'react-aria-components';
import type { Notes } from '../../../src-main/contract/atm.ts';
import { Button, Switch } from '../../ui/controls/controls.tsx';
import { SlidersIcon } from '../../ui/controls/icons.tsx';
import { useLanguage } from '../../ui/language/language-context.tsx';

interface CashProps {
  readonly cassettes: Notes;
  /** Cents of notes that were paid and stand in no booking. */
  readonly unbooked: number;
}

interface ServiceHatchProps extends CashProps {
  readonly sounds: boolean;
  /** The bank's name for this machine's connection, as on the live board. */
  readonly session: string | null;
  readonly onReplenish: () => void;
  readonly onSounds: (on: boolean) => void;
}

/** What the machine's attendant sees: notes in the cassettes, refill, sounds. */
export function ServiceHatch({ cassettes, unbooked, sounds, session, onReplenish, onSounds }: ServiceHatchProps) {
  const language = useLanguage();
  const words = language.strings.atm;
  return (
    <DialogTrigger>
      <Button look="quiet" small aria-label={words.service}>
        <SlidersIcon />
      </Button>
      <Popover className="popover" placement="bottom end">
        <Dialog className="hatch" aria-label={words.service}>
          <CashInside cassettes={cassettes} unbooked={unbooked} />
          <Button isDisabled={cassettes.length === 0} onPress={onReplenish}>
            {words.replenish}
          </Button>
          <Switch isSelected={sounds} onChange={onSounds}>
            {words.sounds}
          </Switch>
          {session === null ? null : (
            <p className="session-id">
              {words.sessionId} <span className="code">{session}</span>
            </p>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

/** What is in the cassettes, and what came out of them without a booking. */
export function CashInside({ cassettes, unbooked }: CashProps) {
  const language = useLanguage();
  const words = language.strings.atm;
  return (
    <>
      <h2>{words.cassettes}</h2>
      <dl className="figures">
        {cassettes.map(({ denomination, count }) => (
          <div key={denomination}>
            <dt>{language.roundMoney(denomination)}</dt>
            <dd>× {language.number(count)}</dd>
          </div>
        ))}
      </dl>
      {unbooked === 0 ? null : <p role="status">{words.unbooked(language.money(unbooked))}</p>}
    </>
  );
}
