import type { TraceRequest } from '../../src-main/contract/trace/trace.ts';
import type { TraceView } from '../../src-main/contract/trace/trace-memory.ts';
import { Banner } from '../ui/controls/banner.tsx';
import { Button } from '../ui/controls/controls.tsx';
import type { View } from '../ui/controls/view-choice.tsx';
import { useLanguage } from '../ui/language/language-context.tsx';
import { Detail } from './detail/detail.tsx';
import { NO_FILTER } from './filter.ts';
import type { LabState } from './lab-state.ts';
import { microsWords } from './lettering.ts';
import { RequestsTable } from './requests-table.tsx';
import { TimeView, type TimeViewProps } from './time-view.tsx';
import { Toolbar, type ToolbarProps } from './toolbar.tsx';

type FromToolbar = Pick<
  ToolbarProps,
  'sending' | 'open' | 'onLive' | 'onFilter' | 'onShown' | 'onDeposit' | 'onExport'
>;
type FromPicture = Pick<TimeViewProps, 'look' | 'wanted' | 'onZoom' | 'onPan' | 'onPin' | 'onMeasure' | 'onKey'>;

export interface LabProps extends FromToolbar, FromPicture {
  readonly view: TraceView;
  readonly state: LabState;
  /** Those that are looked for, oldest first. */
  readonly requests: readonly TraceRequest[];
  readonly shown: View;
  readonly mask: boolean;
  /** What could not be done, as a sentence. */
  readonly fault: string | null;
  readonly onFaultRead: () => void;
  readonly onCapture: (session: number) => void;
}

/** One request from its bytes to the disk: the picture, or the table that says the same, and the panel of one. */
export function Lab(props: LabProps) {
  const language = useLanguage();
  const { strings } = language;
  const words = strings.lab;
  const { view, state, requests, mask, onPin } = props;
  const { axis, measured } = state;
  return (
    <main className="lab">
      <h1 className="for-screen-readers">{strings.titles.lab}</h1>
      {props.fault === null ? null : (
        <Banner
          tone="bad"
          actions={
            <Button small onPress={props.onFaultRead}>
              {strings.suite.close}
            </Button>
          }
        >
          {props.fault}
        </Banner>
      )}
      <Toolbar
        live={axis.live}
        filter={state.filter}
        shown={props.shown}
        sending={props.sending}
        open={props.open}
        onLive={props.onLive}
        onZoom={props.onZoom}
        onFilter={props.onFilter}
        onShown={props.onShown}
        onDeposit={props.onDeposit}
        onExport={props.onExport}
      />
      <p className="facts-line figures">
        <span>{words.shown(view.requests.length, language.number(view.requests.length))}</span>
        {view.skipped === 0 ? null : <span>{words.sample(language.number(view.skipped))}</span>}
        {view.dropped === 0 ? null : <span>{words.lost(language.number(view.dropped))}</span>}
        {measured === null ? null : (
          <span role="status">{words.measure(microsWords(language, measured.to - measured.from))}</span>
        )}
      </p>
      <div className="stage">
        {props.shown === 'table' ? (
          <RequestsTable view={view} requests={requests} pinned={state.pinned} mask={mask} onPin={onPin} />
        ) : (
          <TimeView
            look={props.look}
            wanted={props.wanted}
            axis={axis}
            pinned={state.pinned}
            measured={measured}
            onZoom={props.onZoom}
            onPan={props.onPan}
            onPin={onPin}
            onMeasure={props.onMeasure}
            onKey={props.onKey}
          />
        )}
        <Note {...props} />
      </div>
      <aside className="panel" aria-label={words.ledger}>
        {state.pinned === null ? (
          <p className="hint">{words.hint}</p>
        ) : (
          <Detail view={view} request={state.pinned} mask={mask} onPin={onPin} onCapture={props.onCapture} />
        )}
        <p className="hint keys" id="lab-keys">
          {words.keys}
        </p>
      </aside>
    </main>
  );
}

/** Why there is nothing to see. */
function Note({ view, requests, open, state }: Pick<LabProps, 'view' | 'requests' | 'open' | 'state'>) {
  const words = useLanguage().strings.lab;
  const searches = state.filter !== NO_FILTER && view.requests.length > 0;
  const note = !open ? words.closed : requests.length > 0 ? null : searches ? words.notFound : words.nothing;
  return (
    <p className="note" role="status">
      {note}
    </p>
  );
}
