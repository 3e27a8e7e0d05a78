/** IDs of the crawler commands, importable without loading the crawler pages. */
export const CrawlerCommandIDs = {
  crawlFolder: 'glue:crawl-folder',
  openCrawlers: 'glue:open-crawlers'
} as const;
