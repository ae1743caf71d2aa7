/** The fixed texts of the demo shop. Names of products stay as their makers wrote them. */
export interface Texts {
  readonly lang: 'en' | 'zh-CN';
  readonly shop: string;
  readonly tagline: string;
  readonly intro: string;
  readonly browse: string;
  readonly skip: string;
  readonly home: string;
  readonly departments: string;
  readonly youAreHere: string;
  readonly search: string;
  readonly searchHint: (items: string) => string;
  readonly cart: string;
  readonly profile: string;
  readonly profileText: string;
  readonly forYou: string;
  readonly onSale: string;
  readonly loved: string;
  readonly related: string;
  readonly seeAll: string;
  readonly all: string;
  readonly items: (count: number) => string;
  readonly sort: string;
  readonly sorts: Readonly<Record<'popular' | 'rating' | 'price' | '-price' | 'name', string>>;
  readonly brand: string;
  readonly anyBrand: string;
  readonly saleOnly: string;
  readonly apply: string;
  readonly nothingHere: string;
  readonly page: (page: number, pages: number) => string;
  readonly previous: string;
  readonly next: string;
  readonly rated: (rating: string, reviews: string) => string;
  readonly reviews: (count: string) => string;
  readonly was: string;
  readonly colour: string;
  readonly quantity: string;
  readonly add: string;
  readonly added: string;
  readonly viewCart: string;
  readonly wish: string;
  readonly delivery: readonly string[];
  readonly results: (query: string) => string;
  readonly noResults: string;
  readonly cartEmpty: string;
  readonly keepShopping: string;
  readonly remove: string;
  readonly subtotal: string;
  readonly shipping: string;
  readonly free: string;
  readonly total: string;
  readonly checkout: string;
  readonly checkoutNote: string;
  readonly deliveryMethod: string;
  readonly standard: string;
  readonly express: string;
  readonly order: string;
  readonly thanks: string;
  readonly thanksText: string;
  readonly needsScript: string;
  readonly notFound: string;
  readonly notFoundText: string;
  readonly footer: string;
  readonly footerPrivacy: string;
  readonly language: string;
  readonly consent: {
    readonly title: string;
    readonly text: string;
    readonly record: string;
    readonly release: string;
    readonly none: string;
  };
}

export const EN: Texts = {
  lang: 'en',
  shop: 'Larkfield',
  tagline: 'Good things for ordinary days',
  intro: 'Twelve departments, made by people with names. Delivered in two days, taken back for sixty.',
  browse: 'Browse departments',
  skip: 'Skip to content',
  home: 'Home',
  departments: 'Departments',
  youAreHere: 'You are here',
  search: 'Search',
  searchHint: (items) => `Search ${items} things`,
  cart: 'Cart',
  profile: 'Your profile',
  profileText: 'What this shop’s page has learned about you. It is kept in this browser.',
  forYou: 'For you',
  onSale: 'On sale this week',
  loved: 'Most loved',
  related: 'More like this',
  seeAll: 'See all',
  all: 'All',
  items: (count) => (count === 1 ? '1 item' : `${count} items`),
  sort: 'Sort by',
  sorts: {
    popular: 'Most reviewed',
    rating: 'Best rated',
    price: 'Price, low to high',
    '-price': 'Price, high to low',
    name: 'Name',
  },
  brand: 'Brand',
  anyBrand: 'Every brand',
  saleOnly: 'On sale only',
  apply: 'Apply',
  nothingHere: 'Nothing matches these filters.',
  page: (page, pages) => `Page ${page} of ${pages}`,
  previous: 'Previous',
  next: 'Next',
  rated: (rating, reviews) => `Rated ${rating} of 5 in ${reviews} reviews`,
  reviews: (count) => `${count} reviews`,
  was: 'Before',
  colour: 'Colour',
  quantity: 'Quantity',
  add: 'Add to cart',
  added: 'Added to your cart',
  viewCart: 'View cart',
  wish: 'Save for later',
  delivery: [
    'Free delivery over $50, in two working days',
    'Sixty days to change your mind',
    'A person answers the phone',
  ],
  results: (query) => `Results for “${query}”`,
  noResults: 'Nothing was found. Try fewer words, or one of these.',
  cartEmpty: 'Your cart is empty.',
  keepShopping: 'Keep shopping',
  remove: 'Remove',
  subtotal: 'Subtotal',
  shipping: 'Delivery',
  free: 'Free',
  total: 'Total',
  checkout: 'Checkout',
  checkoutNote: 'This is a demo shop: no address, no payment, nothing is sent.',
  deliveryMethod: 'Delivery',
  standard: 'Standard, two working days',
  express: 'Express, tomorrow',
  order: 'Place order',
  thanks: 'Thank you',
  thanksText: 'Your order is placed. As this is a demo, nothing will arrive.',
  needsScript: 'The cart is kept in your browser and needs JavaScript.',
  notFound: 'There is no such page',
  notFoundText: 'It may have sold out or moved. The departments are where they were.',
  footer: 'Larkfield is a demo shop. Its items, brands and reviews are made up.',
  footerPrivacy: 'See what this page remembers about you, change it, or delete it:',
  language: '中文',
  consent: {
    title: 'May this shop remember what you look at?',
    text: 'It stays in this browser and sorts what you see. If you also share, one of 16 public profiles is sent every four weeks; it is yours with odds of 1 in 3. You can see, change and delete all of it under “Your profile”.',
    record: 'Remember on this device',
    release: 'Remember, and share one public profile',
    none: 'No thanks',
  },
};

export const ZH: Texts = {
  lang: 'zh-CN',
  shop: 'Larkfield',
  tagline: '平常日子里的好东西',
  intro: '十二个品类，出自有名有姓的手艺人。两日送达，六十天可退。',
  browse: '浏览品类',
  skip: '跳到正文',
  home: '首页',
  departments: '全部品类',
  youAreHere: '当前位置',
  search: '搜索',
  searchHint: (items) => `搜索 ${items} 件商品`,
  cart: '购物车',
  profile: '你的画像',
  profileText: '本店页面对你的了解，只保存在这个浏览器里。',
  forYou: '为你推荐',
  onSale: '本周特价',
  loved: '大家最喜欢的',
  related: '相似商品',
  seeAll: '查看全部',
  all: '全部',
  items: (count) => `${count} 件商品`,
  sort: '排序',
  sorts: {
    popular: '评论最多',
    rating: '评分最高',
    price: '价格从低到高',
    '-price': '价格从高到低',
    name: '名称',
  },
  brand: '品牌',
  anyBrand: '全部品牌',
  saleOnly: '仅看特价',
  apply: '应用',
  nothingHere: '没有符合条件的商品。',
  page: (page, pages) => `第 ${page} 页，共 ${pages} 页`,
  previous: '上一页',
  next: '下一页',
  rated: (rating, reviews) => `${reviews} 条评论，平均 ${rating} 分（满分 5 分）`,
  reviews: (count) => `${count} 条评论`,
  was: '原价',
  colour: '颜色',
  quantity: '数量',
  add: '加入购物车',
  added: '已加入购物车',
  viewCart: '查看购物车',
  wish: '收藏',
  delivery: ['满 50 美元免运费，两个工作日送达', '六十天内可退换', '客服电话由真人接听'],
  results: (query) => `“${query}”的搜索结果`,
  noResults: '没有找到。请减少关键词，或看看这些。',
  cartEmpty: '购物车是空的。',
  keepShopping: '继续购物',
  remove: '移除',
  subtotal: '小计',
  shipping: '运费',
  free: '免费',
  total: '合计',
  checkout: '结账',
  checkoutNote: '这是演示商店：不需要地址和付款，也不会发送任何内容。',
  deliveryMethod: '配送方式',
  standard: '标准，两个工作日',
  express: '加急，次日达',
  order: '提交订单',
  thanks: '谢谢',
  thanksText: '订单已提交。这是演示，不会寄出任何商品。',
  needsScript: '购物车保存在你的浏览器里，需要启用 JavaScript。',
  notFound: '没有这个页面',
  notFoundText: '商品可能已售完或换了地址。各品类都还在原处。',
  footer: 'Larkfield 是演示商店，商品、品牌和评论均为虚构。',
  footerPrivacy: '查看、更改或删除本页面记住的内容：',
  language: 'English',
  consent: {
    title: '本店可以记住你看过的商品吗？',
    text: '内容留在这个浏览器里，用来为你排序。如果你也同意分享，每四周会发送 16 个公开画像之一，与你相符的可能性为三分之一。你可以在“你的画像”里查看、更改或删除全部内容。',
    record: '记在这台设备上',
    release: '记住，并分享一个公开画像',
    none: '不用了',
  },
};

/** Names of departments and leaves, by their English ones. */
export const ZH_CATEGORIES: Readonly<Record<string, string>> = Object.fromEntries(
  `Clothing 服装,Shirts 衬衫,Knitwear 针织衫,Jackets 外套,Trousers 长裤,Dresses 连衣裙,Tees & Tops T 恤与上衣,Scarves & Hats 围巾与帽子
Shoes & Bags 鞋包,Sneakers 运动鞋,Boots 靴子,Sandals 凉鞋,Loafers & Flats 乐福鞋与平底鞋,Backpacks 双肩包,Totes & Crossbody 托特包与斜挎包,Wallets & Small Leather 钱包与小皮件
Beauty 美妆,Hair Care 护发,Skin Care 护肤,Makeup 彩妆,Fragrance 香水,Bath & Body 沐浴与身体,Shaving 剃须,Nails 美甲
Home 家居,Bedding 床品,Cushions & Throws 靠垫与毯子,Rugs 地毯,Lighting 灯具,Candles 蜡烛,Vases 花瓶,Clocks & Mirrors 钟表与镜子
Kitchen 厨房,Cookware 锅具,Knives & Boards 刀具与砧板,Bakeware 烘焙用具,Coffee Gear 咖啡器具,Tableware 餐具,Glasses & Mugs 杯具,Food Storage 食物收纳
Garden 园艺,Plants & Pots 绿植与花盆,Hand Tools 手工具,Seeds & Bulbs 种子与球根,Watering 浇灌,Outdoor Lights 户外灯,Birds & Bees 鸟与蜂,Gloves & Aprons 手套与围裙
Pantry 食品,Coffee 咖啡,Tea 茶,Chocolate & Sweets 巧克力与糖果,Oil & Vinegar 油与醋,Pasta & Grains 面食与谷物,Spices & Salt 香料与盐,Jam & Preserves 果酱与腌渍
Electronics 电子,Headphones 耳机,Speakers 音箱,Keyboards & Mice 键盘与鼠标,Charging 充电,Cameras 相机,Watches & Trackers 手表与手环,Screens & Tablets 屏幕与平板
Pets 宠物,Dog Food & Treats 狗粮与零食,Cat Food & Treats 猫粮与零食,Beds & Blankets 窝与毯,Leads & Collars 牵引与项圈,Pet Toys 宠物玩具,Cat Trees & Scratchers 猫爬架与抓板,Aquarium 水族
Sports & Outdoors 运动户外,Yoga & Pilates 瑜伽与普拉提,Cycling 骑行,Camping 露营,Climbing 攀岩,Swimming 游泳,Bottles & Flasks 水壶与保温瓶,Strength 力量训练
Books & Paper 图书文具,Fiction 小说,Cookbooks 食谱,Nature & Travel 自然与旅行,Notebooks & Planners 笔记本与手帐,Pens & Pencils 笔,Desk 桌面,Cards & Wrap 贺卡与包装
Toys & Kids 玩具与儿童,Building Sets 积木,Puzzles 拼图,Board Games 桌游,Soft Toys 毛绒玩具,Wooden Toys 木制玩具,Craft Kits 手工套装,Baby 婴儿`
    .split(/[,\n]/)
    .map((pair) => /^([ -~]+) (.+)$/.exec(pair)!.slice(1)),
);
