import { FieldError, Input, Label, TextField } from 'react-aria-components';
import { NamedChoices } from '../../ui/controls/controls.tsx';
import { useLanguage } from '../../ui/language/language-context.tsx';

interface BooksFieldProps {
  /** null: on this computer; else what is typed of the database's URL. */
  readonly database: string | null;
  readonly wrong: boolean;
  readonly onChange: (database: string | null) => void;
}

/** Where the books are kept. */
export function BooksField({ database, wrong, onChange }: BooksFieldProps) {
  const words = useLanguage().strings.lobby.books;
  return (
    <div className="books">
      <NamedChoices
        label={words.label}
        value={database === null ? 'here' : 'shared'}
        options={[
          { value: 'here', label: words.here },
          { value: 'shared', label: words.shared },
        ]}
        onChange={(place) => onChange(place === 'here' ? null : '')}
      />
      {database === null ? null : (
        <>
          <TextField className="field" value={database} isInvalid={wrong} validationBehavior="aria" onChange={onChange}>
            <Label className="label">{words.url}</Label>
            <Input className="code" autoComplete="off" dir="ltr" />
            <FieldError className="wrong">{wrong ? words.urlRule : null}</FieldError>
          </TextField>
          <p className="hint">{words.hint}</p>
        </>
      )}
    </div>
  );
}
