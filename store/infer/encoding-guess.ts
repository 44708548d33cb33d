import type { Encoding } from "../read/encodings.ts";

/** What tells that text was decoded rightly: how many of its signs beyond ASCII are ordinary ones of its language. */
const LIKELY: readonly { readonly encoding: Encoding; readonly ordinary: RegExp }[] = [
  {
    encoding: "windows-1252",
    ordinary: /[\u00c0-\u00ff\u20ac\u2013\u2014\u2018-\u201d\u00a3\u00b0\u00ba\u00aa\u00bf\u00a1]/gu,
  },
  { encoding: "windows-1251", ordinary: /[\u0430-\u044f\u0451]/gu },
  {
    encoding: "gbk",
    ordinary:
      /[的一是不了人我在有他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小么心多天而能好都然没日于起还发成事只作当想看文无开手用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市期金额订单号客户编姓性别城城日电话地址男京上海广州深圳杭]/gu,
  },
  {
    encoding: "big5",
    ordinary:
      /[的一是不了人我在有他這中大來上國個到說們為子和你地出道也時年得就那要下以生會自著去之過家學對可裡後小麼心多天而能好都然沒日於起還發成事只作當想看文無開手用主行方又如前所本見經頭面公同三已老從動兩長知民樣現分將外但身些與高意進把法此實回二理美點月明其種聲全工己話兒者向情部正名定女問力機給等幾很業最間新什打便位因重被走電四第門相次東政海口使教西再平真聽世氣信北少關並內加化由卻代軍產入先山五太水萬市期金額訂單號客戶編姓性別城台灣高雄]/gu,
  },
  {
    encoding: "shift_jis",
    ordinary: /[\u3041-\u3096\u30a1-\u30fc年月日円名前氏住所電話番号注文金額顧客会員東京大阪都府県市区町田山川中本]/gu,
  },
  { encoding: "euc-kr", ordinary: /[\uac00-\ud7a3]/gu },
];

/**
 * The likeliest encoding of bytes that are not UTF-8: the one that can decode them and leaves the greatest share of
 * ordinary letters. Single letters among ASCII speak for a Western one: in the others, letters stand together.
 */
export function likelyEncoding(bytes: Uint8Array): Encoding {
  const [alone, all] = highBytes(bytes);
  let best: { readonly encoding: Encoding; readonly share: number } = { encoding: "windows-1252", share: 0 };
  for (const { encoding, ordinary } of LIKELY) {
    const text = decoded(bytes, encoding);
    if (text === undefined) continue;
    const beyond = text.match(/[^\0-\x7f]/gu)?.length ?? 0;
    const share = (text.match(ordinary)?.length ?? 0) / Math.max(1, beyond);
    const fits = encoding === "windows-1252" ? alone / Math.max(1, all) : 1 - alone / Math.max(1, all);
    if (share * fits > best.share) best = { encoding, share: share * fits };
  }
  return best.encoding;
}

/** How many bytes beyond ASCII stand alone between others, and how many there are. */
function highBytes(bytes: Uint8Array): readonly [number, number] {
  let [alone, all] = [0, 0];
  for (let at = 0; at < bytes.length; at++) {
    if ((bytes[at] ?? 0) < 0x80) continue;
    all++;
    if ((bytes[at - 1] ?? 0) < 0x80 && (bytes[at + 1] ?? 0) < 0x80) alone++;
  }
  return [alone, all];
}

function decoded(bytes: Uint8Array, encoding: Encoding): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}
