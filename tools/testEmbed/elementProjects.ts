/** The projects in which the element is tried: bundlers must keep an import that only defines it. */
import { ELEMENT_SCRIPT, SCRIPT } from './pages';
import type { Project } from './project';
import { parcel, rollup, viteBuild, viteDev, webpackClassic } from './projects';

/** The same project with the element in place of calls. */
const byElement = (project: Project, more: Partial<Project> = {}): Project => ({
  ...project,
  name: `${project.name}, element`,
  files: Object.fromEntries(
    Object.entries(project.files).map(([name, text]) => [name, text === SCRIPT ? ELEMENT_SCRIPT : text]),
  ),
  ...more,
});

/** The element shows there, in words, that there is no WebGPU. */
const JSDOM = `import { expect, test } from '@jest/globals';

test('the element', async () => {
  await import('resnest-webgpu/element');
  const element = document.createElement('resnest-classifier');
  const failed = new Promise((resolve) => element.addEventListener('error', resolve));
  document.body.append(element);
  const { detail: { error } } = await failed;
  expect(error.name).toBe('WebGPUUnavailableError');
  expect(element.shadowRoot.textContent).toContain(error.message);
});
`;

const ON_SERVER = `const { defineElement } = found;
if (typeof HTMLElement !== 'undefined') throw new Error('this is no server');
defineElement('photo-label');
`;

export const elementProjects: readonly Project[] = [
  byElement(viteDev('8.3.8')),
  byElement(viteBuild('8.3.8')),
  byElement(webpackClassic),
  byElement(parcel),
  byElement(rollup(SCRIPT), { trial: { kind: 'page', by: { folder: 'dist' }, leavesBehind: 'worker' } }),
  {
    name: 'Jest 30.5.2, jsdom, element',
    packages: { jest: '30.5.2', 'jest-environment-jsdom': '30.5.2' },
    files: { 'element.test.mjs': JSDOM },
    commands: [['jest/bin/jest.js', '--env', 'jsdom', '--testMatch', '**/*.test.mjs', '--transform', '{}', '--silent']],
    env: { NODE_OPTIONS: '--experimental-vm-modules' },
    trial: { kind: 'commands' },
  },
  {
    name: 'Node.js, import and require, element',
    files: {
      'import.mjs': `const found = await import('resnest-webgpu/element');\n${ON_SERVER}`,
      'require.cjs': `const found = require('resnest-webgpu/element');\n${ON_SERVER}`,
    },
    commands: [['../import.mjs'], ['../require.cjs']],
    trial: { kind: 'commands' },
  },
];
