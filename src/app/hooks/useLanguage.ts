import { useCallback, useLayoutEffect, useState } from 'preact/hooks';
import type { View } from '../views/table';
import { FIRST, keepLanguage, type Language, LANGUAGES, preferredLanguage, type Texts } from '../language/language';

interface Chosen {
  readonly language: Language;
  readonly texts: Texts;
  readonly choose: (language: Language) => void;
}

/** The page's language, of which the title of the view is. It begins with that of the first state, as index.html has it, and becomes the person's at once. */
export function useLanguage(view: View): Chosen {
  const [language, setLanguage] = useState<Language>(FIRST);
  const { texts } = LANGUAGES[language];
  useLayoutEffect(() => setLanguage(preferredLanguage()), []);
  useLayoutEffect(() => {
    document.documentElement.lang = texts.tag;
    document.title = `${texts.views[view].title} · ResNeSt on WebGPU`;
  }, [texts, view]);
  const choose = useCallback((next: Language): void => {
    keepLanguage(next);
    setLanguage(next);
  }, []);
  return { language, texts, choose };
}
