import { type Connection, Schema } from 'mongoose';

const strict = { strict: 'throw' } as const;

/** The models of the tests, on one connection. */
export function modelsOf(connection: Connection) {
  const Shop = connection.model(
    'Shop',
    new Schema(
      { name: { type: String, required: true, unique: true }, city: { type: String, index: true } },
      strict,
    ),
  );

  const Product = connection.model(
    'Product',
    new Schema(
      {
        sku: { type: String, required: true },
        price: Number,
        tags: [String],
        stock: { type: Number, default: 0, min: 0 },
        shop: { type: Schema.Types.ObjectId, ref: 'Shop' },
        offers: [{ from: Number, price: Number }],
      },
      { ...strict, timestamps: true, optimisticConcurrency: true },
    ),
  );

  const Event = connection.model(
    'Event',
    new Schema({ at: Date }, { discriminatorKey: 'kind' }).index({ at: 1 }),
  );
  const Purchase = Event.discriminator('Purchase', new Schema({ amount: Number }));
  const Visit = Event.discriminator('Visit', new Schema({ page: String }));

  const Bag = connection.model(
    'Bag',
    new Schema({
      labels: { type: Map, of: String },
      decimal: Schema.Types.Decimal128,
      uuid: Schema.Types.UUID,
      bytes: Buffer,
      big: BigInt,
      double: Schema.Types.Double,
      int: Schema.Types.Int32,
      date: Date,
      mixed: Schema.Types.Mixed,
      nested: { deep: { value: Number } },
      matrix: [[Number]],
    }),
  );

  return { Shop, Product, Event, Purchase, Visit, Bag };
}
