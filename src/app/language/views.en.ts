/**
 * The names of the page's views, and what each is for, in English.
 */
import type { Numbers } from './numbers';

export const viewsIn = (n: Numbers) => ({
  label: 'Views',
  one: {
    name: 'One photo',
    title: 'What is in your photo?',
    lead: (classes: number) =>
      `A small neural network answers, right here in your browser. It knows ${n.count(classes)} things, and names about every second photo of them right.`,
  },
  compare: {
    name: 'Two models',
    title: 'What do two models make of it?',
    lead: () =>
      'Another model looks at the same photo, right here in your browser, and its answer stands beside that of the model in use.',
  },
  many: {
    name: 'Many photos',
    title: 'What is in all these photos?',
    lead: () =>
      'Choose a folder or many photos at once. They are looked at one after the other, right here in your browser; none of them leaves this device.',
  },
  teach: {
    name: 'Teach it',
    title: 'Teach it your own things',
    lead: () =>
      'Name two or more classes and give each some twenty photos. The model learns to tell them apart in seconds, right here in your browser; no photo leaves this device.',
  },
});

export type ViewsTexts = ReturnType<typeof viewsIn>;
