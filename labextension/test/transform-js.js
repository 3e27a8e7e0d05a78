// The packages of Lab are ES modules; jest runs them as CommonJS.
const babel = require('babel-jest').default;

module.exports = babel.createTransformer({
  babelrc: false,
  configFile: false,
  presets: [['@babel/preset-env', { targets: { node: 'current' } }]]
});
