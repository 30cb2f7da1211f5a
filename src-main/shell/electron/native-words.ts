import { app } from 'electron';
import { type LanguageCode, languageCode } from '../../contract/languages.ts';
import type { Settings } from '../../contract/settings.ts';

/** What the system shows for Lobby: menus, dialogs. The pages' words are in src-renderer. */
const en = {
  file: 'File',
  lobby: 'Lobby',
  atm: 'New ATM',
  clock: 'Clock',
  camera: 'Camera',
  lab: 'Lab',
  quit: 'Quit Lobby',
  edit: 'Edit',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select All',
  view: 'View',
  actualSize: 'Actual Size',
  zoomIn: 'Zoom In',
  zoomOut: 'Zoom Out',
  fullScreen: 'Full Screen',
  window: 'Window',
  minimize: 'Minimise',
  maximize: 'Zoom',
  close: 'Close Window',
  toFront: 'Bring All to Front',
  about: 'About Lobby',
  services: 'Services',
  hide: 'Hide Lobby',
  hideOthers: 'Hide Others',
  showAll: 'Show All',
  save: 'Save File',
  bug: (message: string, log: string) =>
    `Lobby closes because of an unexpected error: ${message}. What the bank has confirmed is safe. The log says more: ${log}`,
};

export type NativeWords = typeof en;

const ar: NativeWords = {
  file: 'ملف',
  lobby: 'الردهة',
  atm: 'صرّاف جديد',
  clock: 'الساعة',
  camera: 'الكاميرا',
  lab: 'المختبر',
  quit: 'إنهاء الردهة',
  edit: 'تحرير',
  undo: 'تراجع',
  redo: 'إعادة',
  cut: 'قص',
  copy: 'نسخ',
  paste: 'لصق',
  selectAll: 'تحديد الكل',
  view: 'عرض',
  actualSize: 'الحجم الفعلي',
  zoomIn: 'تكبير',
  zoomOut: 'تصغير',
  fullScreen: 'ملء الشاشة',
  window: 'نافذة',
  minimize: 'تصغير إلى الشريط',
  maximize: 'تكبير النافذة',
  close: 'إغلاق النافذة',
  toFront: 'إحضار الكل إلى الأمام',
  about: 'حول الردهة',
  services: 'الخدمات',
  hide: 'إخفاء الردهة',
  hideOthers: 'إخفاء الآخرين',
  showAll: 'إظهار الكل',
  save: 'حفظ الملف',
  bug: (message: string, log: string) =>
    `واجهت الردهة خطأً برمجيًّا وستُغلق: ${message}. ما أكّده المصرف محفوظ. التفاصيل في سجل التطبيق: ${log}`,
};

const WORDS: Readonly<Record<LanguageCode, NativeWords>> = { en, ar };

/** The words in the chosen language. To be asked for once the app is ready: only then is the system's language known. */
export function nativeWords(language: Settings['language']): NativeWords {
  // The list that Electron gives pages as navigator.languages.
  return WORDS[languageCode(language, [app.getLocale(), ...app.getPreferredSystemLanguages()])];
}
