import type { Strings } from '../en.ts';

export const updates: Strings['updates'] = {
  setting: 'أعلمني بالإصدارات الجديدة',
  // Isolated, as everywhere: Latin text behind Arabic letters would be put in another order.
  settingHint: (host) =>
    `يسأل \u2066${host}\u2069 مرة كل يوم عن أحدث إصدار. يعرف ذلك الخادم عنوان IP لهذا الجهاز، ولا يُرسل شيء غيره.`,
  states: {
    asking: 'يجري السؤال عن أحدث إصدار…',
    current: 'هذا أحدث إصدار.',
    failed: 'تعذّرت معرفة أحدث إصدار. يُعاد السؤال بعد يوم.',
  },
  newer: (version) => `الإصدار \u2066${version}\u2069 متاح.`,
  news: (version, running) => `الإصدار \u2066${version}\u2069 من الردهة متاح، وهذا هو الإصدار \u2066${running}\u2069.`,
  command: 'نزّل ملف ‎.deb من صفحته، ثم نفّذ هذا الأمر في المجلد الذي هو فيه:',
  copyCommand: 'نسخ الأمر',
  openPage: 'افتح صفحته',
  update: 'حدّث الآن',
  downloading: (version) => `يجري تنزيل الإصدار \u2066${version}\u2069 من الردهة…`,
  cancel: 'إلغاء',
  ready: (version) =>
    `اكتمل تنزيل الإصدار \u2066${version}\u2069 من الردهة. عند إعادة التشغيل يُغلق المصرف بانتظام: تُبلَّغ الجلسات المفتوحة ثم تنتهي.`,
  restart: 'أعد التشغيل لإتمام التحديث',
};
