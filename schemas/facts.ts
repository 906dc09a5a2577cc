/** The type of the value that a fact path leads to. */
export type FactType = 'string' | 'number' | 'boolean' | 'date' | 'array' | 'history';

export type FactDefinition = {
  /** Fact and path: `profile.counters.orders`. A last step of `*` stands for any key. */
  path: string;
  /** Absent where a value of any type may be found, as in traits. */
  type?: FactType;
  values?: readonly string[];
  description: string;
};

export const factNames = ['profile', 'session', 'context', 'cart', 'time', 'experiments'] as const;
export type FactName = (typeof factNames)[number];
export type Facts = Record<FactName, Record<string, unknown>>;

/** Every fact a condition may read. The editor, the validator and the matcher read this list. */
export const factDefinitions: readonly FactDefinition[] = [
  { path: 'profile.known', type: 'boolean', description: 'has a customer id, not only an anonymous one' },
  { path: 'profile.first_seen_at', type: 'date', description: 'time of the first event' },
  { path: 'profile.days_since_first_seen', type: 'number', description: 'days since the first event' },
  { path: 'profile.days_since_last_seen', type: 'number', description: 'days since the newest event' },
  { path: 'profile.traits.*', description: 'a trait as the shop sent it' },
  { path: 'profile.segments', type: 'array', description: 'keys of the segments the customer is in' },
  {
    path: 'profile.days_in_segment.*',
    type: 'number',
    description: 'days since the customer came into a segment; absent outside of it',
  },
  { path: 'profile.counters.orders', type: 'number', description: 'completed orders' },
  {
    path: 'profile.counters.order_value',
    type: 'number',
    description: 'value of all orders, in minor units',
  },
  {
    path: 'profile.counters.average_order_value',
    type: 'number',
    description: 'order value over orders, in minor units',
  },
  { path: 'profile.counters.sessions', type: 'number', description: 'visits so far' },
  {
    path: 'profile.counters.days_since_last_order',
    type: 'number',
    description: 'days since the newest order; absent without one',
  },
  { path: 'profile.counters.events.*', type: 'number', description: 'how often a behavior happened' },
  {
    path: 'profile.history',
    type: 'history',
    description: 'what the customer did, and when: for has performed and has done in order',
  },
  { path: 'profile.engagement.score', type: 'number', description: 'engagement, 0 to 100' },
  {
    path: 'profile.engagement.channels.*',
    type: 'number',
    description: 'engagement in a channel such as web or email, 0 to 100',
  },
  {
    path: 'profile.affinities.top_category',
    type: 'string',
    description: 'the category with the strongest affinity',
  },
  {
    path: 'profile.affinities.top_brand',
    type: 'string',
    description: 'the brand with the strongest affinity',
  },
  {
    path: 'profile.affinities.categories.*',
    type: 'number',
    description: 'share of the affinity for a category, 0 to 1',
  },
  {
    path: 'profile.affinities.brands.*',
    type: 'number',
    description: 'share of the affinity for a brand, 0 to 1',
  },
  {
    path: 'profile.demographics.age_group',
    type: 'string',
    description: 'such as 25-34; from the traits age_group, age or birth_date',
  },
  {
    path: 'profile.demographics.country',
    type: 'string',
    description: 'as the traits say, else as the newest visit told',
  },
  { path: 'profile.demographics.region', type: 'string', description: 'as the country' },
  { path: 'profile.demographics.city', type: 'string', description: 'as the country' },
  {
    path: 'profile.demographics.device',
    type: 'string',
    description: 'the device used most, recent use counting more',
  },
  {
    path: 'profile.demographics.channel',
    type: 'string',
    description: 'the channel used most, recent use counting more',
  },
  {
    path: 'profile.psychographics.interests',
    type: 'array',
    description: 'categories the customer is drawn to, strongest first',
  },
  {
    path: 'profile.psychographics.brands',
    type: 'array',
    description: 'brands the customer is drawn to, strongest first',
  },
  {
    path: 'profile.psychographics.values',
    type: 'array',
    description: 'what matters to the customer, as the settings conclude it',
  },
  {
    path: 'profile.psychographics.lifestyle',
    type: 'array',
    description: 'how the customer lives, as the settings conclude it',
  },
  { path: 'profile.journeys.*', type: 'string', description: 'the state of a journey the customer is in' },
  { path: 'session.pages_viewed', type: 'number', description: 'pages viewed in this visit' },
  { path: 'session.duration', type: 'number', description: 'seconds since the visit began' },
  { path: 'session.interactions', type: 'number', description: 'interactions in this visit' },
  {
    path: 'session.depth',
    type: 'string',
    values: ['low', 'medium', 'high'],
    description: 'interaction depth',
  },
  { path: 'session.device', type: 'string', description: 'device of this visit' },
  { path: 'session.channel', type: 'string', description: 'channel of this visit' },
  { path: 'session.traffic_source', type: 'string', description: 'where the visit came from' },
  { path: 'context.page_type', type: 'string', description: 'the page that asks' },
  {
    path: 'context.device',
    type: 'string',
    values: ['desktop', 'mobile', 'tablet', 'app'],
    description: 'device of the request',
  },
  { path: 'context.channel', type: 'string', description: 'web, app, email, pos …' },
  { path: 'context.locale', type: 'string', description: 'language tag of the request' },
  { path: 'context.currency', type: 'string', description: 'ISO 4217 code' },
  { path: 'context.traffic_source', type: 'string', description: 'where the visit came from' },
  { path: 'context.session_type', type: 'string', description: 'such as returning_visitor' },
  {
    path: 'context.time_of_day',
    type: 'string',
    values: ['morning', 'afternoon', 'evening', 'night'],
    description: 'as the caller says',
  },
  { path: 'context.*', description: 'anything else the storefront sends' },
  { path: 'cart.item_count', type: 'number', description: 'pieces in the cart' },
  { path: 'cart.product_ids', type: 'array', description: 'products in the cart' },
  {
    path: 'cart.value',
    type: 'number',
    description: 'value of the cart, in minor units, from catalogue prices',
  },
  { path: 'time.hour', type: 'number', description: 'local hour, 0 to 23' },
  {
    path: 'time.weekday',
    type: 'string',
    values: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
    description: 'local weekday',
  },
  { path: 'time.weekend', type: 'boolean', description: 'Saturday or Sunday, local' },
  { path: 'time.month', type: 'number', description: 'local month, 1 to 12' },
  {
    path: 'time.season',
    type: 'string',
    values: ['spring', 'summer', 'autumn', 'winter'],
    description: 'meteorological season of the northern hemisphere',
  },
  { path: 'time.now', type: 'date', description: 'the time of the decision, ISO 8601 UTC' },
  { path: 'experiments.*', type: 'string', description: 'the variation of an experiment the customer is in' },
];
