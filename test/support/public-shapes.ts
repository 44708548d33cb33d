/** A file as some system exports it, by its documented columns, with rows that are made up. */
export interface Shape {
  readonly name: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** Settings that the sources must have, by name. */
  readonly sources: readonly object[];
  /** What the rules must contain. */
  readonly rules: readonly string[];
  /** What must have been noted. */
  readonly notes: readonly string[];
}

const rows = (count: number, row: (index: number) => string, lineBreak = "\n"): string =>
  Array.from({ length: count }, (_, index) => `${row(index)}${lineBreak}`).join("");
const two = (value: number): string => String(value).padStart(2, "0");
const latin = (text: string): Uint8Array => Buffer.from(text.replaceAll("€", "\u0080"), "latin1");
const german = (cents: number): string => `${Math.trunc(cents / 100).toLocaleString("de-DE")},${two(cents % 100)}`;
const gbk: Readonly<Record<string, string>> = {
  客: "\xbf\xcd",
  户: "\xbb\xa7",
  编: "\xb1\xe0",
  号: "\xba\xc5",
  下: "\xcf\xc2",
  单: "\xb5\xa5",
  时: "\xca\xb1",
  间: "\xbc\xe4",
  金: "\xbd\xf0",
  额: "\xb6\xee",
  城: "\xb3\xc7",
  市: "\xca\xd0",
  北: "\xb1\xb1",
  京: "\xbe\xa9",
  上: "\xc9\xcf",
  海: "\xba\xa3",
};
const inGbk = (text: string): Uint8Array => Buffer.from([...text].map((sign) => gbk[sign] ?? sign).join(""), "latin1");

/** The price in cents of a line, and what it sells: seven articles of three brands. */
const line = (index: number): { readonly article: string; readonly cents: number } => ({
  article: `A${1 + (index % 7)}`,
  cents: 500 + ((index * 733) % 4000),
});

const invoiceOf = (index: number): number => 536_365 + Math.floor(index / 4);
const dateOf = (index: number): string =>
  `${1 + (index % 12)}/${13 + (index % 15)}/2010 ${1 + (index % 11)}:2${index % 10} ${index % 2 === 0 ? "AM" : "PM"}`;

/** Three exports of a shop system: orders, their lines, and what these sell. */
export const orderExports: Readonly<Record<string, Uint8Array>> = {
  "pedidos.csv": latin(
    `Pedido;Cliente;Fecha;Total;Canal\r\n${rows(
      90,
      (index) =>
        `${1000 + index};C${index % 15};${two(1 + (index % 28))}/${two(10 + (index % 3))}/2025 14:05;${german(900 + index * 113)};${["tienda", "web"][index % 2]}`,
      "\r\n",
    )}`,
  ),
  "lineas.csv": latin(
    `Pedido;Línea;Artículo;Cantidad;Precio\r\n${rows(
      200,
      (index) =>
        `${1000 + (index % 90)};${1 + Math.trunc(index / 90)};${line(index).article};1;${german(line(index).cents)}`,
      "\r\n",
    )}`,
  ),
  "artículos.csv": latin(
    `Artículo;Nombre;Marca;Margen\r\n${rows(7, (index) => `A${1 + index};Café nº ${index};${["Ñandú", "Acme", "Olé"][index % 3]};0,${two(10 + index)}`, "\r\n")}`,
  ),
};

/** Who bought articles of Acme for more than 100 in the 90 days until the end of 2025, added up from the rows above. */
export function acmeFans(): string[] {
  const spent = new Map<string, number>();
  for (let index = 0; index < 200; index++) {
    const order = index % 90;
    const { article, cents } = line(index);
    // October has days before the 2nd, on which 90 days before the 31st of December begin.
    const inWindow = order % 3 > 0 || 1 + (order % 28) >= 2;
    if ((Number(article.slice(1)) - 1) % 3 === 1 && inWindow) {
      const customer = `C${order % 15}`;
      spent.set(customer, (spent.get(customer) ?? 0) + cents);
    }
  }
  return [...spent].flatMap(([customer, cents]) => (cents > 10_000 ? [customer] : [])).sort();
}

export const shapes: readonly Shape[] = [
  {
    name: "two kinds of events in one file that name products of another",
    files: {
      "clicks.csv": `event,customer_id,at,sku\n${rows(
        60,
        (index) =>
          `${["bought", "viewed"][index % 2]},c${index % 7},2025-12-0${1 + (index % 9)}T10:00:00Z,A${1 + (index % 5)}`,
      )}`,
      "products.csv": `sku,title,brand\n${rows(5, (index) => `A${1 + index},T${index},${["X", "Y"][index % 2]}`)}`,
    },
    sources: [
      { event: { types: { bought: { event: "bought" }, viewed: { event: "viewed" } } } },
      { table: "products" },
    ],
    rules: ["event bought {\n  sku: products required", "event viewed {\n  sku: products required"],
    notes: ['products.csv: its rows are what "sku" of data/clicks.csv names, a table'],
  },
  {
    name: "orders, their lines and the articles of a shop system",
    files: orderExports,
    sources: [
      { name: "pedidos", delimiter: ";", event: "pedidos", customer: "Cliente", id: "Pedido" },
      {
        name: "lineas",
        encoding: "windows-1252",
        part: "lineas",
        join: { source: "pedidos", column: "Pedido" },
        line: "Línea",
      },
      { name: "artículos", encoding: "windows-1252", table: "artículos" },
    ],
    rules: [
      "event lineas part of pedidos {",
      "table `artículos` by `Artículo` {",
      "`Artículo`: `artículos` required",
      "Marca: one of (Acme,",
    ],
    notes: ['artículos.csv: its rows are what "Artículo" of data/lineas.csv names, a table'],
  },
  {
    name: "a Spanish shop's sales: semicolons, decimal commas, Windows-1252, day before month, a title",
    files: {
      "ventas.csv": latin(
        `Informe de ventas\nPeríodo: 2025\n\nFactura;Cliente;Fecha;Importe;Canal;Población\n${rows(
          60,
          (index) =>
            `F${1000 + index};C${index % 12};${two(1 + (index % 28))}/12/2025 ${two(8 + (index % 12))}:05;${german(50 + index * 9177)};${["tienda", "web"][index % 2]};${["Málaga", "A Coruña", "León"][index % 3]}`,
        )}F9999;C1;31/12/2025 14:05;1.234,50;web;León\n`,
      ),
    },
    sources: [
      {
        name: "ventas",
        encoding: "windows-1252",
        delimiter: ";",
        skip: 3,
        customer: "Cliente",
        id: "Factura",
        time: { column: "Fecha", format: "dd/MM/yyyy HH:mm" },
        numbers: { decimal: ",", thousands: "." },
      },
    ],
    rules: ["Importe: money at least 0 required", "Canal: one of (tienda, web) required"],
    notes: ["ventas.csv is read as windows-1252", "3 lines before the heading", "the day stands before the month"],
  },
  {
    name: "retail invoices with lines: month before day, 12-hour clock, negative quantities, guests",
    files: {
      "retail.csv": `InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n${rows(
        80,
        (index) =>
          `${invoiceOf(index)},8512${index % 10}A,"MUG, ""RED"" ${index}",${index % 9 === 0 ? -1 : index % 7},${dateOf(Math.floor(index / 4))},${index % 5}.5${index % 10},${index % 40 < 4 ? "" : 17000 + (Math.floor(index / 4) % 12)},United Kingdom`,
      )}`,
    },
    sources: [
      {
        customer: "CustomerID",
        id: "InvoiceNo",
        time: { column: "InvoiceDate", format: "M/d/yyyy h:mm a" },
        filter: [{ column: "CustomerID", isNot: [""] }],
        event: "retail",
      },
      { part: "retail_lines", join: { source: "retail", column: "InvoiceNo" } },
    ],
    rules: [
      "event retail {\n  Country: one of (`United Kingdom`) required",
      "event retail_lines part of retail {",
      "Quantity: integer required",
      "UnitPrice: money at least 0 required",
    ],
    notes: ["the month stands before the day", '8 rows without "CustomerID" are passed over'],
  },
  {
    name: "a shop system in three files: customers, orders and their lines",
    files: {
      "customers.csv": `id,email,first_name,orders_count,total_spent,accepts_marketing,created_at\n${rows(20, (index) => `${9000 + index},n${index}@example.org,N${index},${index % 3},${index}.50,${index % 2 === 0 ? "yes" : "no"},2025-0${1 + (index % 9)}-11 10:00:00 UTC`)}`,
      "orders.csv": `order_id,customer_id,created_at,total,financial_status\n${rows(40, (index) => `${100 + index},${9000 + (index % 20)},2025-03-${two(1 + (index % 28))} 09:30:00 +0200,${index}.00,${["paid", "refunded"][index % 2]}`)}`,
      "order_items.csv": `order_item_id,order_id,sku,quantity,price\n${rows(90, (index) => `${index + 1},${100 + (index % 40)},SKU-${index % 7},${1 + (index % 3)},${index % 20}.95`)}`,
    },
    sources: [
      { name: "customers", profile: true, customer: "id" },
      { name: "orders", customer: "customer_id", id: "order_id", time: "created_at" },
      {
        name: "order_items",
        part: "order_items",
        join: { source: "orders", column: "order_id", key: "order_id" },
        line: "order_item_id",
      },
    ],
    rules: ["email: text required personal", "event order_items part of orders {", "price: money at least 0 required"],
    notes: ['order_items.csv: its rows are parts of what data/orders.csv has, named in "order_id"'],
  },
  {
    name: "a Chinese shop's orders in GBK",
    files: {
      "orders.csv": inGbk(
        `客户编号,下单时间,金额,城市\n${rows(30, (index) => `K${index % 7},2025-11-${two(1 + (index % 28))} 10:00:00,${index * 137}.50,${["北京", "上海"][index % 2]}`)}`,
      ),
    },
    sources: [{ encoding: "gbk", customer: "客户编号", time: "下单时间" }],
    rules: ["`金额`: money at least 0 required"],
    notes: ["is read as gbk"],
  },
  {
    name: "a bank's statement: yyyy/MM/dd, brackets for debits, a currency sign, thousands",
    files: {
      "bank.csv": `Account Number,Booking Date,Description,Amount,Balance\n${rows(40, (index) => `ACC-${index % 5},2025/0${1 + (index % 9)}/${two(1 + (index % 28))},"Payment, ${index}",${index % 3 === 0 ? `($${index}.25)` : `"$${index},250.00"`},"$12,${100 + index}.00"`)}`,
    },
    sources: [
      {
        time: { column: "Booking Date", format: "yyyy/MM/dd" },
        numbers: { decimal: ".", thousands: ",", currency: ["$"] },
      },
    ],
    rules: ["Amount: money required", "Balance: money at least 0 required"],
    notes: ['the numbers in "Amount" are read as written like 1,234.50'],
  },
  {
    name: "a mail tool's export: tabs, UTF-16 with its mark, words for nothing",
    files: {
      "mails.tsv": Buffer.from(
        `\ufeffSubscriber ID\tEmail Address\tSent At\tOpens\tClicks\r\n${rows(25, (index) => `S${index % 6}\tn${index % 6}@example.org\t${two(1 + (index % 28))} Jan 2025 08:1${index % 10}\t${index % 4 === 0 ? "NULL" : index % 3}\t${index % 5 === 0 ? "#N/A" : 0}`, "\r\n")}`,
        "utf16le",
      ),
    },
    sources: [{ customer: "Subscriber ID", time: { column: "Sent At", format: "d MMM yyyy HH:mm" } }],
    rules: ["`Email Address`: text required personal", "Opens: integer at least 0"],
    notes: [],
  },
  {
    name: "web analytics: JSON Lines with nested objects, epoch microseconds, lists",
    files: {
      "events.jsonl": rows(
        40,
        (index) =>
          `{"event_name":"${["page_view", "purchase"][index % 2]}","event_timestamp":${1_740_000_000_000_000 + index},"user_id":"u${index % 9}","device":{"category":"${["mobile", "desktop"][index % 2]}"},"items":[{"sku":"a"}],"geo":{"country":"TW"}}`,
      ),
    },
    sources: [{ customer: "user_id", time: { column: "event_timestamp", format: "epoch microseconds" } }],
    rules: ["event page_view {", "device_category: one of"],
    notes: [],
  },
  {
    name: "a CRM's contacts: one JSON array",
    files: {
      "contacts.json": JSON.stringify(
        Array.from({ length: 12 }, (_, index) => ({
          id: 9_007_199_254_740_000 + index,
          properties: {
            email: `n${index}@example.org`,
            lifecyclestage: ["lead", "customer"][index % 2],
            "hs.score": index,
          },
          createdAt: "2025-01-02T03:04:05.678Z",
        })),
        null,
        2,
      ),
    },
    sources: [{ profile: true, customer: "id", fields: { properties_email: "properties.email" } }],
    rules: ["properties_email: text required personal"],
    notes: [],
  },
  {
    name: "a telecom's calls: bars, yyyyMMddHHmmss, no quotes",
    files: {
      "calls.txt": `SUBSCRIBER_NO|CALL_DATE|DURATION_SEC|CHARGE\n${rows(50, (index) => `8869${10_000_000 + (index % 8)}|202511${two(1 + (index % 28))}1${index % 10}0${index % 10}15|${index * 3}|${index}.25`)}`,
    },
    sources: [{ delimiter: "|", time: { column: "CALL_DATE", format: "yyyyMMddHHmmss" } }],
    rules: ["DURATION_SEC: integer at least 0 required"],
    notes: [],
  },
  {
    name: "a database's dump: backslashes and \\N",
    files: {
      "logins.csv": `"id","user_id","created_at","agent"\n${rows(30, (index) => `"${index}","u${index % 7}","2025-05-05 0${index % 10}:00:00","say \\"hi\\" ${index}"`)}"31","u1","2025-05-05 01:00:00",\\N\n`,
    },
    sources: [{ escape: "backslash", customer: "user_id", id: "id", unknown: ["", "\\N"] }],
    rules: ["agent: text"],
    notes: [],
  },
  {
    name: "a spreadsheet: sep=;, serial days, trailing semicolons, empty rows",
    files: {
      "hoja.csv": `sep=;\nKundennr;Datum;Betrag;Filiale;;\n${rows(20, (index) => `K${index % 6};${46_000 + index};${index},50 €;F${index % 3};;`)};;;;;\n`,
    },
    sources: [
      { customer: "Kundennr", time: { column: "Datum", format: "excel" }, numbers: { decimal: ",", currency: ["€"] } },
    ],
    rules: ["Betrag: money at least 0 required"],
    notes: ["as the days that spreadsheets count"],
  },
  {
    name: "a point of sale in Switzerland: apostrophes, dots, two-digit years",
    files: {
      "kasse.csv": `Kunden-Nr;Datum;Umsatz;Artikel\n${rows(30, (index) => `${index % 8};${two(1 + (index % 28))}.${two(1 + (index % 12))}.24 1${index % 10}:00:00;1'${200 + index}.50;A${index % 4}`)}`,
    },
    sources: [{ time: { column: "Datum", format: "dd.MM.yy HH:mm:ss" }, numbers: { decimal: ".", thousands: "'" } }],
    rules: ["Umsatz: money at least 0 required"],
    notes: ["have two digits"],
  },
];
