import type { Strings } from '../en.ts';
import { pluralOf } from '../plural.ts';

const plural = pluralOf('ar');

export const office: Strings['office'] = {
  accounts: 'الحسابات',
  crowd: 'إظهار حسابات الحشد',
  none: 'لا حسابات.',
  more: 'المزيد',
  number: 'الحساب',
  balance: 'الرصيد',
  held: (amount) => `${amount} محجوزة`,
  state: 'الحالة',
  open: 'مفتوح',
  locked: 'مقفل',
  lockedUntil: (time) => `مقفل حتى ${time}`,
  actions: 'الإجراءات',
  statement: 'كشف الحساب',
  statementOf: (account) => `كشف الحساب \u2066${account}\u2069`,
  noTransfers: 'لا حركات بعد.',
  lock: 'قفل',
  unlock: 'فتح القفل',
  newPin: 'رقم سري جديد',
  newPinOf: (account) => `رقم سري جديد للحساب \u2066${account}\u2069`,
  add: 'إضافة حساب',
  pin: 'الرقم السري، من 3 إلى 12 رقمًا',
  firstMoney: 'الإيداع الأول بالدولار',
  accountNumber: 'رقم الحساب، حتى 16 رقمًا',
  save: 'حفظ',
  back: 'رجوع',
  done: {
    add: (account) => `فُتح الحساب \u2066${account}\u2069.`,
    lock: (account) => `قُفل الحساب \u2066${account}\u2069.`,
    unlock: (account) => `فُتح قفل الحساب \u2066${account}\u2069.`,
    'reset-pin': (account) => `للحساب \u2066${account}\u2069 رقم سري جديد.`,
  },
  wrongNumber: 'يتكوّن رقم الحساب من رقم واحد إلى 16 رقمًا.',
  wrongPin: 'يتكوّن الرقم السري من 3 إلى 12 رقمًا.',
  wrongAmount: 'اكتب المبلغ بالدولار، مثل 50 أو 49.99.',
  check: 'تدقيق دفتر الأستاذ',
  checking: 'تُدقَّق كل الحركات…',
  good: (transfers, shown, accounts) => {
    const other = `${shown} حركة`;
    const counted = plural(transfers, { one: 'حركة واحدة', two: 'حركتان', few: `${shown} حركات`, other });
    return `دفتر الأستاذ سليم: ${counted}، والحسابات ${accounts}، والمجموع صفر.`;
  },
  bad: (fault) => `في دفتر الأستاذ خلل: \u2066${fault}\u2069. أوقف المصرف واحتفظ بمجلد بياناته.`,
  house: 'هذا التطبيق',
  openData: 'افتح مجلد البيانات',
  reset: 'إعادة ضبط المصرف…',
  resetQuestion: 'تنتهي كل الجلسات ويُفتح المصرف بحساباته الثلاثة الأولى. وتُحفظ الدفاتر الحالية في مجلد خاص بها.',
  resetNow: 'أعد ضبط المصرف',
  resetting: 'تجري إعادة الضبط…',
  wasReset: 'أُعيد ضبط المصرف. الدفاتر القديمة في:',
  cancel: 'إلغاء',
  quit: 'إنهاء التطبيق',
};
