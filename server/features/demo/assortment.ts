/** What the shop sells: twelve categories of kinds and makes, which multiply to products. Prices in euros. */
export type Category = {
  key: string;
  color: string;
  brands: readonly string[];
  makes: readonly string[];
  kinds: readonly { name: string; from: number; to: number }[];
  /** Bought together with these. */
  goesWith: readonly string[];
};

const kind = (name: string, from: number, to: number) => ({ name, from, to });

export const assortment: readonly Category[] = [
  {
    key: 'coffee',
    color: '#6f4e37',
    brands: ['Fernweh Roasters', 'Nordlicht', 'Halden & Kin'],
    makes: ['Ethiopian', 'Colombian', 'Guatemalan', 'Kenyan', 'House'],
    kinds: [
      kind('Espresso Beans', 11, 19),
      kind('Filter Beans', 11, 18),
      kind('Decaf Beans', 12, 18),
      kind('Ground Coffee', 9, 14),
      kind('Tasting Box', 24, 39),
    ],
    goesWith: ['brewing', 'grinders', 'pantry'],
  },
  {
    key: 'tea',
    color: '#6b8f47',
    brands: ['Leafward', 'Halden & Kin', 'Morgentau'],
    makes: ['Assam', 'Sencha', 'Oolong', 'Rooibos', 'Chamomile'],
    kinds: [
      kind('Loose Leaf', 8, 19),
      kind('Tea Bags', 5, 9),
      kind('Gift Tin', 14, 24),
      kind('Iced Blend', 7, 12),
      kind('Sampler', 16, 26),
    ],
    goesWith: ['tableware', 'pantry'],
  },
  {
    key: 'brewing',
    color: '#b5651d',
    brands: ['Kettleworks', 'Nordlicht', 'Palmgren'],
    makes: ['Glass', 'Steel', 'Ceramic', 'Copper', 'Travel'],
    kinds: [
      kind('Pour-over Dripper', 18, 49),
      kind('French Press', 29, 69),
      kind('Gooseneck Kettle', 39, 119),
      kind('Moka Pot', 25, 59),
      kind('Server', 19, 45),
    ],
    goesWith: ['coffee', 'grinders', 'tableware'],
  },
  {
    key: 'grinders',
    color: '#4a4a4a',
    brands: ['Kettleworks', 'Burr & Co'],
    makes: ['Compact', 'Classic', 'Pro', 'Quiet', 'Walnut'],
    kinds: [
      kind('Hand Grinder', 39, 129),
      kind('Burr Grinder', 99, 349),
      kind('Spice Mill', 19, 39),
      kind('Pepper Mill', 24, 59),
      kind('Dosing Cup', 12, 24),
    ],
    goesWith: ['coffee', 'brewing'],
  },
  {
    key: 'cookware',
    color: '#2f4f4f',
    brands: ['Eisenhof', 'Palmgren', 'Casa Lenta'],
    makes: ['Cast Iron', 'Carbon Steel', 'Copper', 'Enameled', 'Nonstick'],
    kinds: [
      kind('Skillet', 35, 129),
      kind('Dutch Oven', 79, 249),
      kind('Saucepan', 35, 119),
      kind('Wok', 39, 99),
      kind('Grill Pan', 35, 89),
    ],
    goesWith: ['knives', 'pantry', 'linens'],
  },
  {
    key: 'knives',
    color: '#708090',
    brands: ['Eisenhof', 'Kirimoto', 'Klingental'],
    makes: ['Damascus', 'Forged', 'Everyday', 'Olive Wood', 'Slim'],
    kinds: [
      kind("Chef's Knife", 49, 189),
      kind('Paring Knife', 15, 59),
      kind('Bread Knife', 29, 99),
      kind('Sharpening Stone', 25, 69),
      kind('Cutting Board', 29, 89),
    ],
    goesWith: ['cookware', 'linens'],
  },
  {
    key: 'bakeware',
    color: '#c68e17',
    brands: ['Casa Lenta', 'Kornblume'],
    makes: ['Steel', 'Ceramic', 'Silicone', 'Vintage', 'Mini'],
    kinds: [
      kind('Loaf Tin', 14, 35),
      kind('Springform Pan', 18, 45),
      kind('Proofing Basket', 16, 32),
      kind('Mixing Bowl', 15, 49),
      kind('Pie Dish', 19, 45),
    ],
    goesWith: ['pantry', 'linens'],
  },
  {
    key: 'tableware',
    color: '#8b6f8b',
    brands: ['Little Kiln', 'Casa Lenta', 'Seeglas'],
    makes: ['Speckled', 'Midnight', 'Sand', 'Sage', 'Chalk'],
    kinds: [
      kind('Mug', 12, 28),
      kind('Dinner Plate', 16, 36),
      kind('Cereal Bowl', 14, 30),
      kind('Carafe', 25, 55),
      kind('Serving Platter', 35, 85),
    ],
    goesWith: ['linens', 'candles', 'tea'],
  },
  {
    key: 'pantry',
    color: '#a0522d',
    brands: ['Kornblume', 'Fernweh Roasters', 'Olivar'],
    makes: ['Sicilian', 'Smoked', 'Wild', 'Salted', 'Organic'],
    kinds: [
      kind('Olive Oil', 9, 29),
      kind('Honey', 7, 16),
      kind('Chocolate', 4, 9),
      kind('Sea Salt', 5, 11),
      kind('Jam', 5, 10),
    ],
    goesWith: ['coffee', 'tea', 'bakeware'],
  },
  {
    key: 'linens',
    color: '#7a9e9f',
    brands: ['Webhaus', 'Morgentau'],
    makes: ['Washed', 'Striped', 'Waffle', 'Natural', 'Indigo'],
    kinds: [
      kind('Tea Towel', 9, 19),
      kind('Apron', 29, 65),
      kind('Table Runner', 25, 55),
      kind('Napkin Set', 19, 45),
      kind('Oven Glove', 12, 25),
    ],
    goesWith: ['tableware', 'cookware'],
  },
  {
    key: 'lighting',
    color: '#d4a017',
    brands: ['Lumen Nord', 'Seeglas'],
    makes: ['Brass', 'Opal', 'Paper', 'Smoked', 'Oak'],
    kinds: [
      kind('Table Lamp', 49, 189),
      kind('Pendant', 69, 259),
      kind('Lantern', 25, 69),
      kind('Clip Light', 29, 59),
      kind('Night Light', 15, 39),
    ],
    goesWith: ['candles', 'linens'],
  },
  {
    key: 'candles',
    color: '#b76e79',
    brands: ['Wick & Wax', 'Lumen Nord'],
    makes: ['Beeswax', 'Cedar', 'Fig', 'Vanilla', 'Unscented'],
    kinds: [
      kind('Pillar Candle', 9, 24),
      kind('Candle Jar', 18, 42),
      kind('Taper Pair', 7, 16),
      kind('Tealight Box', 6, 12),
      kind('Candle Holder', 14, 45),
    ],
    goesWith: ['lighting', 'tableware'],
  },
];
