import { useCallback, useEffect, useLayoutEffect, useState } from 'preact/hooks';
import type { View } from '../views/names';
import { FIRST, keepLanguage, type Language } from '../language/choosing/choice';
import { heldFor, showPage } from '../language/choosing/hold';
import { FIRST_TEXTS, LANGUAGES, type Texts } from '../language/language';

interface Chosen {
  readonly language: Language;
  readonly texts: Texts;
  readonly choose: (language: Language) => void;
}

/**
 * The page's language, of which the title of the view is. It begins with that of the first state, as index.html has it,
 * and becomes the person's as soon as its sentences are there, until when nothing is shown; where they do not come, `onLost`
 * hears why.
 */
export function useLanguage(view: View, onLost: (error: unknown) => void): Chosen {
  const [wanted, setWanted] = useState<Language>(FIRST);
  const [{ language, texts }, setSpoken] = useState({ language: FIRST, texts: FIRST_TEXTS });
  useLayoutEffect(() => setWanted(heldFor() ?? FIRST), []);
  useEffect(() => {
    if (wanted === language) return;
    let isOver = false;
    LANGUAGES[wanted].texts().then(
      (found) => {
        if (!isOver) setSpoken({ language: wanted, texts: found });
      },
      (error: unknown) => {
        if (isOver) return;
        showPage();
        setWanted(language);
        onLost(error);
      },
    );
    return () => {
      isOver = true;
    };
  }, [wanted, language, onLost]);
  useLayoutEffect(() => {
    if (texts !== FIRST_TEXTS) showPage();
    document.documentElement.lang = texts.tag;
    document.title = `${texts.views[view].title} · ResNeSt on WebGPU`;
  }, [texts, view]);
  const choose = useCallback((next: Language): void => {
    keepLanguage(next);
    setWanted(next);
  }, []);
  return { language, texts, choose };
}
