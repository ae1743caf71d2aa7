/** What crawlers call themselves; `Bot` alone is a phone, too. */
const CRAWLER = /bot[/;-]|spider|crawl/i;

/**
 * Whether a program drives this browser, by its own word. A program that says otherwise is told by what
 * it does: features/cleaning.ts. Nothing is measured that would tell people's browsers apart.
 */
export const isRobot = (): boolean => navigator.webdriver || CRAWLER.test(navigator.userAgent);
