import { Button } from '../../ui/controls/controls.tsx';
import { useLanguage } from '../../ui/language/language-context.tsx';

/** Says that an open bank does not follow the settings yet, and offers to open it anew. */
export function OutdatedBank({ onReopen }: { readonly onReopen: () => void }) {
  const words = useLanguage().strings.lobby;
  return (
    <div className="outdated">
      <p role="status">{words.outdated}</p>
      <Button small onPress={onReopen}>
        {words.reopen}
      </Button>
    </div>
  );
}
