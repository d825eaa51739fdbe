/** VitePress' own look, with the fonts of the reader's system: the site fetches none. */
import theme from 'vitepress/theme-without-fonts';
import './style.css';

export default theme;
