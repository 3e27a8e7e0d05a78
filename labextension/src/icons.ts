import { LabIcon } from '@jupyterlab/ui-components';

import catalogSvg from '../style/icons/catalog.svg';
import crawlerSvg from '../style/icons/crawler.svg';
import crawlersSvg from '../style/icons/crawlers.svg';
import databaseSvg from '../style/icons/database.svg';
import keySvg from '../style/icons/key.svg';
import linkSvg from '../style/icons/link.svg';
import sortSvg from '../style/icons/sort.svg';
import tableSvg from '../style/icons/table.svg';
import arraySvg from '../style/icons/type-array.svg';
import binarySvg from '../style/icons/type-binary.svg';
import booleanSvg from '../style/icons/type-boolean.svg';
import mapSvg from '../style/icons/type-map.svg';
import numberSvg from '../style/icons/type-number.svg';
import stringSvg from '../style/icons/type-string.svg';
import structSvg from '../style/icons/type-struct.svg';
import timeSvg from '../style/icons/type-time.svg';
import viewSvg from '../style/icons/view.svg';

function icon(name: string, svgstr: string): LabIcon {
  return new LabIcon({ name: `glue-devendpoint:${name}`, svgstr });
}

export const catalogIcon = icon('catalog', catalogSvg);
export const crawlerIcon = icon('crawler', crawlerSvg);
export const crawlersIcon = icon('crawlers', crawlersSvg);
export const databaseIcon = icon('database', databaseSvg);
export const keyIcon = icon('key', keySvg);
export const linkIcon = icon('link', linkSvg);
export const sortIcon = icon('sort', sortSvg);
export const tableIcon = icon('table', tableSvg);
export const viewIcon = icon('view', viewSvg);

/** One icon for each family of column types. */
export const typeIcons = {
  array: icon('type-array', arraySvg),
  binary: icon('type-binary', binarySvg),
  boolean: icon('type-boolean', booleanSvg),
  map: icon('type-map', mapSvg),
  number: icon('type-number', numberSvg),
  string: icon('type-string', stringSvg),
  struct: icon('type-struct', structSvg),
  time: icon('type-time', timeSvg)
};
