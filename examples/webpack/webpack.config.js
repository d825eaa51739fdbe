import { copyFileSync, mkdirSync } from 'node:fs';

// A page of one file needs no plugin.
mkdirSync('dist', { recursive: true });
copyFileSync('src/index.html', 'dist/index.html');

// webpack 5 sees the addresses of the weights and of the worker in the package, and copies both: there is no rule for them.
export default {
  mode: 'production',
  entry: './src/main.js',
  output: { filename: 'main.js' },
  performance: { hints: false }, // the weights are 15 MB, and are meant to be
};
