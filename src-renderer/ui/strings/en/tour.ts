/** What a first visit is led through, in a minute. */
export const tour = {
  title: 'A minute’s tour',
  step: (step: string, steps: string) => `Step ${step} of ${steps}`,
  steps: {
    crowd: {
      title: 'Start a crowd',
      words: 'A hundred simulated ATMs connect to the bank, each by a real connection, and move money.',
      action: 'Let the crowd in',
    },
    watch: {
      title: 'Watch',
      words:
        'Each dot is a session; point at one, or press it to read what was said. Each bar is one disk write that several requests share. Whatever they do, the balances of customers and cash always add up to zero.',
      action: 'Next',
    },
    money: {
      title: 'Take money',
      words:
        'Open an ATM, choose a card, type the PIN that stands on it, and withdraw $20. Your session joins the crowd, and your withdrawal stands among the transfers.',
      action: 'Open an ATM',
    },
  },
  skip: 'Skip the tour',
  done: 'Done',
  /** Where it can be begun again. */
  again: 'Show the tour',
};
