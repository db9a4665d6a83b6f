// Reads all orders with @aligent/bigcommerce-api: the list by page number, then products and shipping addresses of each
// order, over as many connections as the library opens by itself. Writes an order a line to a JSON Lines file; tells on
// standard output how long it took, and ends when standard input does.
//
// node import.mjs BASE_URL OUT_FILE, with the access token in ACCESS_TOKEN.
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { Agent } from 'node:http';
import { fetchTransport, Management } from '@aligent/bigcommerce-api';

process.stdin.resume().on('end', () => process.exit());

const [baseUrl, file] = process.argv.slice(2);
const client = new Management.V2.Client(fetchTransport({
  baseUrl,
  headers: { 'X-Auth-Token': process.env.ACCESS_TOKEN },
  agent: new Agent({ keepAlive: true, maxSockets: 10 }), // what the library takes for https
}));
const out = createWriteStream(file);
const limit = 250;

// all reads a part of an order to its end; the library gives null for 204.
async function all(path, order_id) {
  const rows = [];
  for (let page = 1; ; page++) {
    const got = await client.get(path, { path: { order_id }, query: { limit, page } }) ?? [];
    rows.push(...got);
    if (got.length < limit) return rows;
  }
}

const started = performance.now();
for (let page = 1; ; page++) {
  const orders = await client.get('/orders', { query: { limit, page, sort: 'id:asc' } }) ?? [];
  const whole = await Promise.all(orders.map(async (order) => {
    const [products, addresses] = await Promise.all([
      all('/orders/{order_id}/products', order.id),
      all('/orders/{order_id}/shipping_addresses', order.id),
    ]);
    return JSON.stringify({ order, products, addresses }) + '\n';
  }));
  if (!out.write(whole.join(''))) await once(out, 'drain');
  if (orders.length < limit) break;
}
out.end();
await once(out, 'finish');
console.log(JSON.stringify({ seconds: (performance.now() - started) / 1000 }));
