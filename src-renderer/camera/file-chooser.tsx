import { useEffect, useState } from 'react';
import type { MediaFolder } from '../../src-main/contract/camera/media.ts';
import { type FailureFields, failureFields } from '../../src-main/contract/failure.ts';
import { Button } from '../ui/controls/controls.tsx';
import { FilmIcon, FolderIcon, PictureIcon, UpIcon } from '../ui/controls/icons.tsx';
import { WindowDialog } from '../ui/controls/window-dialog.tsx';
import { useLanguage } from '../ui/language/language-context.tsx';

interface FileChooserProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** null: the person's own folder. */
  readonly list: (folder: string | null) => Promise<MediaFolder>;
  readonly onChosen: (path: string) => void;
}

const ICONS = { folder: FolderIcon, film: FilmIcon, picture: PictureIcon } as const;

/** The films and pictures of this machine, folder by folder: a page can't learn paths from the system's own chooser. */
export function FileChooser({ isOpen, onOpenChange, list, onChosen }: FileChooserProps) {
  const { strings } = useLanguage();
  return (
    <WindowDialog name="files" title={strings.camera.files.title} isOpen={isOpen} onOpenChange={onOpenChange}>
      <Folder
        list={list}
        onChosen={(path) => {
          onOpenChange(false);
          onChosen(path);
        }}
      />
    </WindowDialog>
  );
}

function Folder({ list, onChosen }: Pick<FileChooserProps, 'list' | 'onChosen'>) {
  const language = useLanguage();
  const words = language.strings.camera.files;
  const [wanted, setWanted] = useState<string | null>(null);
  const [shown, setShown] = useState<MediaFolder | null>(null);
  const [failure, setFailure] = useState<FailureFields | null>(null);
  useEffect(() => {
    let current = true;
    list(wanted).then(
      (folder) => {
        if (!current) return;
        setShown(folder);
        setFailure(null);
      },
      (thrown: unknown) => {
        if (current) setFailure(failureFields(thrown));
      },
    );
    return () => {
      current = false;
    };
  }, [list, wanted]);

  if (shown === null) {
    return failure === null ? <p role="status">{words.reading}</p> : <p role="alert">{language.failure(failure)}</p>;
  }
  const { folder, parent, entries, more } = shown;
  const pictures = entries.filter(({ kind }) => kind === 'picture').length;
  return (
    <>
      <p className="code folder">{folder}</p>
      {failure === null ? null : <p role="alert">{language.failure(failure)}</p>}
      <ul className="entries" aria-label={folder}>
        {parent === null ? null : (
          <li>
            <Button look="quiet" onPress={() => setWanted(parent)}>
              <UpIcon />
              {words.up}
            </Button>
          </li>
        )}
        {entries.map(({ name, path, kind }) => {
          const Icon = ICONS[kind];
          return (
            <li key={path}>
              <Button look="quiet" onPress={() => (kind === 'folder' ? setWanted(path) : onChosen(path))}>
                <Icon />
                <span dir="auto">{name}</span>
              </Button>
            </li>
          );
        })}
      </ul>
      {entries.length === 0 ? <p className="hint">{words.empty}</p> : null}
      {more ? <p className="hint">{words.more(language.number(entries.length))}</p> : null}
      {pictures === 0 ? null : (
        <div className="actions">
          <Button look="primary" onPress={() => onChosen(folder)}>
            {words.wholeFolder(pictures, language.number(pictures))}
          </Button>
        </div>
      )}
    </>
  );
}
