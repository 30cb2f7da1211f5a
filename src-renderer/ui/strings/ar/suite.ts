import type { Strings } from '../en.ts';
import { pluralOf } from '../plural.ts';

const plural = pluralOf('ar');

export const titles: Strings['titles'] = {
  lobby: 'ردهة المصرف',
  atm: 'صرّاف آلي · الردهة',
  clock: 'الساعة · الردهة',
  camera: 'الكاميرا · الردهة',
  lab: 'المختبر · الردهة',
};

export const suite: Strings['suite'] = {
  name: 'الردهة',
  connectionLost:
    'التطبيق لا يستجيب. إن كان قد أُغلق فشغّله من جديد: تعود هذه النافذة عندئذ إلى العمل تلقائيًا، أو تُفتح نافذة جديدة.',
  close: 'إغلاق',
  waiting: 'لحظة من فضلك…',
  copy: 'نسخ',
  copyDetails: 'نسخ التفاصيل',
  copied: 'تم النسخ',
  saved: 'تم الحفظ',
  operations: {
    authenticate: 'تسجيل الدخول',
    balance: 'رصيد',
    deposit: 'إيداع',
    withdraw: 'سحب',
    transfer: 'تحويل',
    reserve: 'حجز',
    post: 'صرف حجز',
    void: 'إلغاء حجز',
    reverse: 'عكس حركة',
    'change-pin': 'تغيير الرقم السري',
    payee: 'التحقق من المستفيد',
    statement: 'كشف حساب',
    'look-up': 'استعلام',
  },
  operationOf: (operation, amount) => `${operation} بمبلغ ${amount}`,
  settings: 'الإعدادات',
  views: { label: 'طريقة العرض', picture: 'رسم', table: 'جدول' },
  retryIn: (seconds, shown) =>
    plural(seconds, {
      zero: 'نحاول مرة أخرى…',
      one: 'المحاولة التالية بعد ثانية',
      two: 'المحاولة التالية بعد ثانيتين',
      few: `المحاولة التالية بعد ${shown} ثوانٍ`,
      many: `المحاولة التالية بعد ${shown} ثانية`,
      other: `المحاولة التالية بعد ${shown} ثانية`,
    }),
  breakdown: 'وقع خلل في هذه النافذة',
  breakdownHint: 'أموالك وإعداداتك محفوظة خارج هذه النافذة. افتحها من جديد، وأرسل إلينا التفاصيل إن تكرّر ذلك.',
  openAnew: 'افتح من جديد',
  countRule: (least, most) => `عدد صحيح من ${least} إلى ${most}.`,
};

export const languages: Strings['languages'] = { label: 'اللغة', system: 'النظام' };

export const themes: Strings['themes'] = { label: 'المظهر', system: 'النظام', light: 'فاتح', dark: 'داكن' };

export const digits: Strings['digits'] = { label: 'الأرقام', own: '١٢٣', latin: '123' };
