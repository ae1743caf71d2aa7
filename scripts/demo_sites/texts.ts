import type { Level } from '../../src/simulate/academy.ts';

/** The fixed texts of magazine and academy; those of one alone stand in its own part. */
export interface SiteTexts {
  readonly lang: 'en' | 'zh-CN';
  /** Which of an article's or a course's texts. */
  readonly code: 'en' | 'zh';
  readonly skip: string;
  readonly home: string;
  readonly youAreHere: string;
  readonly profile: string;
  readonly forYou: string;
  readonly language: string;
  readonly footerPrivacy: string;
  readonly record: string;
  readonly none: string;
  readonly notFound: string;
  readonly notFoundText: string;
  readonly magazine: PlaceTexts & {
    readonly latest: string;
    readonly more: (section: string) => string;
    readonly by: string;
    readonly minutes: (count: number) => string;
    readonly articlesBy: (author: string) => string;
    readonly follow: string;
    readonly following: string;
    readonly like: string;
    readonly save: string;
    readonly share: string;
    readonly shared: string;
  };
  readonly academy: PlaceTexts & {
    readonly all: string;
    readonly more: (subject: string) => string;
    readonly levels: Readonly<Record<Level, string>>;
    readonly hours: (count: number) => string;
    readonly free: string;
    readonly begin: string;
    readonly begun: string;
    readonly finished: string;
    readonly lessons: string;
    readonly progress: string;
    readonly facts: { readonly level: string; readonly hours: string; readonly price: string };
  };
}

/** What stands around the pages of one site. */
interface PlaceTexts {
  readonly name: string;
  readonly tagline: string;
  readonly intro: string;
  readonly sections: string;
  readonly profileText: string;
  readonly footer: string;
  readonly consentTitle: string;
  readonly consentText: string;
}

export const EN: SiteTexts = {
  lang: 'en',
  code: 'en',
  skip: 'Skip to content',
  home: 'Home',
  youAreHere: 'You are here',
  profile: 'Your profile',
  forYou: 'For you',
  language: '中文',
  footerPrivacy: 'See what this page remembers about you, change it, or delete it:',
  record: 'Remember on this device',
  none: 'No thanks',
  notFound: 'There is no such page',
  notFoundText: 'It may have moved. The sections are where they were.',
  magazine: {
    name: 'Lantern',
    tagline: 'Reading for slow evenings',
    intro: 'A magazine about walking, making, cooking and looking up, by people who have done it.',
    sections: 'Sections',
    profileText: 'What this site’s page has learned about you. It is kept in this browser.',
    footer: 'Lantern is a demo magazine. Its articles and authors are made up.',
    consentTitle: 'May this magazine remember what you read?',
    consentText:
      'It stays in this browser and picks what you are shown next. This site sends nothing. You can see, change and delete all of it under “Your profile”.',
    latest: 'Latest',
    more: (section) => `More in ${section}`,
    by: 'By',
    minutes: (count) => `${count} min`,
    articlesBy: (author) => `Articles by ${author}`,
    follow: 'Follow',
    following: 'Following',
    like: 'Like',
    save: 'Save',
    share: 'Share',
    shared: 'The link is copied.',
  },
  academy: {
    name: 'Millrace',
    tagline: 'Learn one thing properly',
    intro: 'Short courses in design, data, craft, languages, music and small business. Four lessons each.',
    sections: 'Subjects',
    profileText: 'What this site’s page has learned about you. It is kept in this browser.',
    footer: 'Millrace is a demo academy. Its courses and schools are made up.',
    consentTitle: 'May this academy remember what you learn?',
    consentText:
      'It stays in this browser and suggests what might come next. This site sends nothing. You can see, change and delete all of it under “Your profile”.',
    all: 'All courses',
    more: (subject) => `More in ${subject}`,
    levels: { Beginner: 'Beginner', Intermediate: 'Intermediate', Advanced: 'Advanced' },
    hours: (count) => `${count} hours`,
    free: 'Free',
    begin: 'Start the course',
    begun: 'Under way',
    finished: 'Finished',
    lessons: 'Lessons',
    progress: 'Tick each lesson when you are through with it.',
    facts: { level: 'Level', hours: 'Length', price: 'Price' },
  },
};

export const ZH: SiteTexts = {
  lang: 'zh-CN',
  code: 'zh',
  skip: '跳到正文',
  home: '首页',
  youAreHere: '当前位置',
  profile: '你的画像',
  forYou: '为你推荐',
  language: 'English',
  footerPrivacy: '查看、更改或删除本页面记住的内容：',
  record: '记在这台设备上',
  none: '不用了',
  notFound: '没有这个页面',
  notFoundText: '它可能换了地址。各栏目都还在原处。',
  magazine: {
    name: 'Lantern',
    tagline: '慢慢读的夜晚',
    intro: '关于走路、动手、下厨和抬头看天的杂志，由真正做过的人来写。',
    sections: '栏目',
    profileText: '本站页面对你的了解，只保存在这个浏览器里。',
    footer: 'Lantern 是演示杂志，文章和作者均为虚构。',
    consentTitle: '这本杂志可以记住你读过的文章吗？',
    consentText:
      '内容留在这个浏览器里，用来挑选接下来给你看的文章。本站不发送任何内容。你可以在“你的画像”里查看、更改或删除全部内容。',
    latest: '最新',
    more: (section) => `更多${section}文章`,
    by: '作者',
    minutes: (count) => `${count} 分钟`,
    articlesBy: (author) => `${author} 的文章`,
    follow: '关注',
    following: '已关注',
    like: '点赞',
    save: '收藏',
    share: '分享',
    shared: '链接已复制。',
  },
  academy: {
    name: 'Millrace',
    tagline: '好好学会一件事',
    intro: '设计、数据、手艺、语言、音乐和小生意的短课程，每门四课。',
    sections: '学科',
    profileText: '本站页面对你的了解，只保存在这个浏览器里。',
    footer: 'Millrace 是演示学院，课程和学校均为虚构。',
    consentTitle: '这所学院可以记住你学了什么吗？',
    consentText:
      '内容留在这个浏览器里，用来推荐接下来的课程。本站不发送任何内容。你可以在“你的画像”里查看、更改或删除全部内容。',
    all: '全部课程',
    more: (subject) => `更多${subject}课程`,
    levels: { Beginner: '入门', Intermediate: '进阶', Advanced: '高级' },
    hours: (count) => `${count} 小时`,
    free: '免费',
    begin: '开始学习',
    begun: '学习中',
    finished: '已完成',
    lessons: '课时',
    progress: '学完一课就勾选一课。',
    facts: { level: '程度', hours: '时长', price: '价格' },
  },
};
