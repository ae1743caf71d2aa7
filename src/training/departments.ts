/** A public retail department: what the base codebook's rows stand for. */
export interface PublicDepartment {
  readonly name: { readonly en: string; readonly zh: string };
  /** Words that shops use for it, in the languages that most shops write. */
  readonly words: string;
}

/**
 * Fifteen departments of ordinary retail; with "undecided" they make the 16 rows of the base codebook.
 * Health, religion, politics, sexuality, pregnancy and gender are left out on purpose: no release may
 * stand for one.
 */
export const PUBLIC_DEPARTMENTS: readonly PublicDepartment[] = [
  {
    name: { en: 'Clothing', zh: '服装' },
    words:
      'clothing clothes apparel fashion dress skirt shirt trousers suit jacket coat knitwear sock kleidung kleid hemd hose jacke mode vetement robe chemise pantalon veste ropa vestido camisa chaqueta 服装 衣服 连衣裙 衬衫 裤子 外套 毛衣 时尚',
  },
  {
    name: { en: 'Shoes and bags', zh: '鞋包' },
    words:
      'shoe sneaker boot sandal heel bag handbag backpack luggage wallet schuh stiefel tasche rucksack koffer chaussure botte sac valise zapato bota bolso mochila 鞋 运动鞋 靴子 凉鞋 包 手提包 双肩包 行李箱 钱包',
  },
  {
    name: { en: 'Jewellery and watches', zh: '珠宝钟表' },
    words:
      'jewellery jewelry watch ring necklace earring bracelet gold silver schmuck uhr halskette ohrring bijou montre bague collier joya reloj anillo collar pulsera 珠宝 手表 戒指 项链 耳环 手链 黄金 银饰',
  },
  {
    name: { en: 'Beauty and care', zh: '美妆个护' },
    words:
      'beauty makeup cosmetic skin hair shampoo conditioner fragrance perfume cream lipstick serum nail pflege haut haar creme parfum beaute cheveux soin peau belleza cabello crema maquillaje 美妆 化妆品 护肤 护发 洗发水 香水 面霜 口红 美甲',
  },
  {
    name: { en: 'Kitchen and dining', zh: '厨房餐饮用具' },
    words:
      'kitchen cookware pan pot knife plate cup mug dining cutlery bakeware utensil kuche pfanne topf messer teller tasse cuisine casserole couteau assiette cocina sarten olla cuchillo plato 厨房 锅 刀具 餐具 盘子 杯子 烘焙',
  },
  {
    name: { en: 'Furniture and decor', zh: '家具家饰' },
    words:
      'furniture sofa chair table bed lamp light rug curtain decor cushion mirror shelf home living mobel stuhl tisch bett lampe teppich meuble canape chaise lampe tapis mueble silla mesa cama alfombra 家具 沙发 椅子 桌子 床 灯 地毯 窗帘 装饰 抱枕',
  },
  {
    name: { en: 'Electronics', zh: '电子产品' },
    words:
      'electronic phone laptop computer tablet headphone speaker camera tv monitor charger cable audio smart elektronik handy kopfhorer kamera electronique telephone ordinateur casque electronica telefono ordenador auricular 电子 手机 电脑 平板 耳机 音箱 相机 电视 显示器 充电器',
  },
  {
    name: { en: 'Sports and fitness', zh: '运动健身' },
    words:
      'sport fitness yoga gym running cycling bike ball swim dumbbell mat training athletic laufen fahrrad ball training sport velo course natation deporte correr bicicleta pelota 运动 健身 瑜伽 跑步 骑行 自行车 球 游泳 哑铃',
  },
  {
    name: { en: 'Outdoor and travel', zh: '户外旅行' },
    words:
      'outdoor camping tent hiking climbing sleeping trail fishing travel backpacking zelt wandern klettern reise randonnee tente camping voyage pesca tienda senderismo viaje acampada 户外 露营 帐篷 徒步 登山 睡袋 钓鱼 旅行',
  },
  {
    name: { en: 'Books and stationery', zh: '图书文具' },
    words:
      'book novel paper notebook pen pencil stationery journal planner art craft magazine buch roman papier stift heft livre roman papier stylo cahier libro novela papel boligrafo cuaderno 图书 书 小说 纸 笔记本 钢笔 铅笔 文具 手账 杂志',
  },
  {
    name: { en: 'Music and film', zh: '音乐影视' },
    words:
      'music instrument guitar piano drum vinyl record film movie dvd concert musik gitarre klavier schallplatte musique guitare vinyle musica guitarra disco pelicula 音乐 乐器 吉他 钢琴 鼓 唱片 电影 影视',
  },
  {
    name: { en: 'Toys and games', zh: '玩具游戏' },
    words:
      'toy game puzzle doll block board card lego plush kid child play spielzeug spiel puppe kind jouet jeu poupee enfant juguete juego muneca nino 玩具 游戏 拼图 娃娃 积木 桌游 毛绒 儿童',
  },
  {
    name: { en: 'Food and drink', zh: '食品饮料' },
    words:
      'food drink coffee tea chocolate snack wine juice pantry grocery spice sauce lebensmittel kaffee tee schokolade wein gewurz alimentation cafe the chocolat vin epice alimento bebida cafe te vino 食品 饮料 咖啡 茶 巧克力 零食 葡萄酒 果汁 调料',
  },
  {
    name: { en: 'Garden and tools', zh: '园艺工具' },
    words:
      'garden plant seed pot outdoor tool drill hammer screwdriver saw lawn diy hardware garten pflanze samen werkzeug bohrer hammer jardin plante graine outil perceuse jardin planta semilla herramienta taladro 园艺 植物 种子 花盆 工具 电钻 锤子 草坪 五金',
  },
  {
    name: { en: 'Pets', zh: '宠物' },
    words:
      'pet dog cat leash collar kibble aquarium fish bird litter treat haustier hund katze leine napf animal chien chat laisse gamelle mascota perro gato correa acuario 宠物 狗 猫 牵引绳 项圈 狗粮 猫砂 水族 鱼缸 鸟',
  },
];
