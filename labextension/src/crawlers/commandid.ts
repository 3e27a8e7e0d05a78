/** The commands of crawlers, for those that do not need their pages. */
export const CrawlerCommandIDs = {
  crawlFolder: 'glue:crawl-folder',
  openCrawlers: 'glue:open-crawlers'
} as const;
