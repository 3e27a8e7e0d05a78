const base = require('@jupyterlab/testutils/lib/jest-config');

const esModules = [
  '@jupyter',
  '@jupyterlab/',
  '@microsoft/',
  '@codemirror',
  '@lezer',
  '@marijn',
  '@rjsf/',
  'crelt',
  'exenv-es6',
  'lib0/',
  'marked',
  'nanoid',
  'style-mod',
  'vscode-',
  'w3c-keyname',
  'y-',
  'yjs'
].join('|');

module.exports = {
  ...base(__dirname),
  collectCoverageFrom: ['src/**/*.{ts,tsx}', '!src/**/*.d.ts'],
  coverageReporters: ['text-summary'],
  reporters: ['default'],
  testRegex: 'test/.*\\.spec\\.tsx?$',
  transform: {
    '\\.tsx?$': ['ts-jest', { tsconfig: 'tsconfig.test.json' }],
    '\\.jsx?$': '<rootDir>/test/transform-js.js',
    '\\.svg$': '@jupyterlab/testing/lib/jest-raw-loader.js'
  },
  transformIgnorePatterns: [`/node_modules/(?!(?:${esModules}).*)`]
};
