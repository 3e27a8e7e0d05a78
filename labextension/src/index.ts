import { apiPlugin, eventsPlugin } from './api/plugin';
import { catalogPlugin } from './catalog/plugin';
import { cellsPlugin } from './cells/plugin';
import { crawlersPlugin } from './crawlers/plugin';
import { outputsPlugin } from './outputs/plugin';
import { tablePlugin } from './table/plugin';

export default [
  apiPlugin,
  eventsPlugin,
  catalogPlugin,
  tablePlugin,
  crawlersPlugin,
  outputsPlugin,
  cellsPlugin
];
