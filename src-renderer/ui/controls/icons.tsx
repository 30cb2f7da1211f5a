import type { ReactNode } from 'react';

/** Line icons on a 24-unit grid; they take the text's colour and size, and are silent for screen readers. */
function Glyph({ children }: { readonly children: ReactNode }) {
  return (
    <svg
      className="icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export const BankIcon = () => (
  <Glyph>
    <path d="M12 3 3.5 8v2h17V8zM5.5 10v7M10 10v7M14 10v7M18.5 10v7M3.5 20.5h17M4.5 17h15" />
  </Glyph>
);
export const AtmIcon = () => (
  <Glyph>
    <rect x="3.5" y="3.5" width="17" height="9" rx="1.5" />
    <path d="M6.5 9.5h11M8 9.5v9.25c0 .7.55 1.25 1.25 1.25h5.5c.7 0 1.25-.55 1.25-1.25V9.5" />
    <circle cx="12" cy="14.75" r="1.75" />
  </Glyph>
);
export const ClockIcon = () => (
  <Glyph>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 7v5l3.25 2" />
  </Glyph>
);
export const TimerIcon = () => (
  <Glyph>
    <circle cx="12" cy="13.5" r="7" />
    <path d="M12 10v3.5l2 1.5M9.75 3.5h4.5M12 3.5v3M18 7.5l1.25-1.25" />
  </Glyph>
);
export const CameraIcon = () => (
  <Glyph>
    <path d="M4 8.5C4 7.4 4.9 6.5 6 6.5h1.8L9.4 4.5h5.2l1.6 2H18c1.1 0 2 .9 2 2V17c0 1.1-.9 2-2 2H6c-1.1 0-2-.9-2-2z" />
    <circle cx="12" cy="12.75" r="3.25" />
  </Glyph>
);
export const LabIcon = () => (
  <Glyph>
    <path d="M9.5 3.5v6L4.6 18c-.8 1.3.1 2.5 1.5 2.5h11.8c1.4 0 2.3-1.2 1.5-2.5l-4.9-8.5v-6M8 3.5h8M7.4 14.5h9.2" />
  </Glyph>
);
export const NewsIcon = () => (
  <Glyph>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 16v-4.75M12 8.1v.1" />
  </Glyph>
);
export const WarningIcon = () => (
  <Glyph>
    <path d="M12 4 2.75 19.5h18.5zM12 10v4.25M12 16.9v.1" />
  </Glyph>
);
export const CheckIcon = () => (
  <Glyph>
    <path d="m5 12.5 4.5 4.5L19 7.5" />
  </Glyph>
);
export const UnfoldIcon = () => (
  <Glyph>
    <path d="m6.5 9.5 5.5 5.5 5.5-5.5" />
  </Glyph>
);
export const CloseIcon = () => (
  <Glyph>
    <path d="m6 6 12 12M18 6 6 18" />
  </Glyph>
);
export const BackspaceIcon = () => (
  <Glyph>
    <path d="M8.5 5.5H20v13H8.5L3 12zM11.5 9.5l5 5M16.5 9.5l-5 5" />
  </Glyph>
);
export const CopyIcon = () => (
  <Glyph>
    <rect x="8.5" y="8.5" width="11" height="11" rx="2" />
    <path d="M15.5 8.5V6.25c0-.97-.78-1.75-1.75-1.75h-7.5c-.97 0-1.75.78-1.75 1.75v7.5c0 .97.78 1.75 1.75 1.75H8.5" />
  </Glyph>
);
export const FullScreenIcon = () => (
  <Glyph>
    <path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5" />
  </Glyph>
);
export const SlidersIcon = () => (
  <Glyph>
    <path d="M4 8h8.5M17.5 8H20M4 16h2.5M11.5 16H20" />
    <circle cx="15" cy="8" r="2.5" />
    <circle cx="9" cy="16" r="2.5" />
  </Glyph>
);
export const PictureIcon = () => (
  <Glyph>
    <rect x="3.5" y="5" width="17" height="14" rx="2" />
    <path d="m4 16 4.5-4.5 4 4 2.5-2.5 5 4.5" />
    <circle cx="15.5" cy="9.5" r="1.25" />
  </Glyph>
);
export const RecordIcon = () => (
  <Glyph>
    <circle cx="12" cy="12" r="8.5" />
    <circle cx="12" cy="12" r="3.5" fill="currentColor" />
  </Glyph>
);
export const PauseIcon = () => (
  <Glyph>
    <path d="M9 6v12M15 6v12" />
  </Glyph>
);
export const PlayIcon = () => (
  <Glyph>
    <path d="M8 5.5v13l10.5-6.5z" />
  </Glyph>
);
export const PowerIcon = () => (
  <Glyph>
    <path d="M12 4v8M7 7a7 7 0 1 0 10 0" />
  </Glyph>
);
export const ShieldIcon = () => (
  <Glyph>
    <path d="M12 3.5 5 6v5.5c0 4.3 2.9 7.5 7 9 4.1-1.5 7-4.7 7-9V6zM9 12l2.2 2.2L15.2 10" />
  </Glyph>
);
export const PrintIcon = () => (
  <Glyph>
    <path d="M7 8.5V4h10v4.5M7 17H4.5v-6c0-1.4 1.1-2.5 2.5-2.5h10c1.4 0 2.5 1.1 2.5 2.5v6H17M7 14h10v6H7z" />
  </Glyph>
);
export const FolderIcon = () => (
  <Glyph>
    <path d="M3.5 7c0-.8.7-1.5 1.5-1.5h4l2 2.5h8c.8 0 1.5.7 1.5 1.5V17c0 .8-.7 1.5-1.5 1.5H5c-.8 0-1.5-.7-1.5-1.5z" />
  </Glyph>
);
export const FilmIcon = () => (
  <Glyph>
    <rect x="3.5" y="5" width="17" height="14" rx="2" />
    <path d="M8 5v14M16 5v14M3.5 9.5H8M3.5 14.5H8M16 9.5h4.5M16 14.5h4.5" />
  </Glyph>
);
export const UpIcon = () => (
  <Glyph>
    <path d="M12 19V6M6.5 11 12 5.5l5.5 5.5" />
  </Glyph>
);
export const EyeIcon = () => (
  <Glyph>
    <path d="M2.75 12S6 5.75 12 5.75 21.25 12 21.25 12 18 18.25 12 18.25 2.75 12 2.75 12z" />
    <circle cx="12" cy="12" r="2.75" />
  </Glyph>
);
export const EyeOffIcon = () => (
  <Glyph>
    <path d="M9.5 6.1A8.6 8.6 0 0 1 12 5.75c6 0 9.25 6.25 9.25 6.25a16 16 0 0 1-2.6 3.35M6.3 7.35A15.6 15.6 0 0 0 2.75 12S6 18.25 12 18.25a9 9 0 0 0 4.6-1.3M10.05 10.1a2.75 2.75 0 0 0 3.85 3.9M4 4l16 16" />
  </Glyph>
);
