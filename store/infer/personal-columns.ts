import { parseInstant } from "../../engine/calendar/instant.ts";
import { zone } from "../../engine/calendar/zone.ts";

/**
 * Parts of headings behind which a person stands, in the languages of those who send us files; without accents, case
 * and what separates words. Short words are not here, since they are parts of others.
 */
const STEMS = [
  ...[
    "phone",
    "mobile",
    "telefon",
    "telephon",
    "telefoon",
    "celular",
    "handynummer",
    "gsmnummer",
    "dienthoai",
    "puhelin",
  ],
  ...["email", "mailaddress", "correo", "courriel", "eposta", "mailadresse", "sahkoposti"],
  ...["firstname", "lastname", "fullname", "surname", "forename", "givenname", "familyname", "maidenname", "username"],
  ...["apellido", "nachname", "vorname", "prenom", "cognome", "sobrenome", "nazwisko", "achternaam", "voornaam"],
  ...["fornavn", "efternavn", "fornamn", "efternamn", "soyad", "hoten"],
  ...["address", "adresse", "direccion", "domicilio", "indirizzo", "endereco", "street", "strasse", "diachi"],
  ...["passport", "pasaporte", "passeport", "passaporto", "reisepass", "nationalid", "creditcard", "cardnumber"],
  ...["cardno", "tarjeta", "kreditkarte", "cartebancaire", "socialsecurity", "personnummer"],
  ...["телефон", "почта", "адрес", "фамилия", "паспорт", "τηλεφωνο", "διευθυνση"],
  ...["姓名", "名字", "名前", "氏名", "フリガナ", "ふりがな", "电话", "電話", "手机", "手機", "携帯", "携带"],
  ...["邮箱", "郵箱", "信箱", "邮件", "郵件", "電郵", "电邮", "メール", "地址", "住址", "住所", "身份证", "身分證"],
  ...["护照", "護照", "パスポート", "マイナンバー", "微信", "银行卡", "信用卡号", "信用卡號", "カード番号", "口座番号"],
  ...["이름", "성명", "전화", "휴대폰", "핸드폰", "이메일", "메일", "주소", "주민등록", "여권"],
  ...["هاتف", "جوال", "بريد", "عنوان", "טלפון", "כתובת", "โทรศัพท์", "อีเมล", "ที่อยู่", "फ़ोन", "ईमेल"],
];

/** Words that mean the same where they stand as a word of their own. */
const WORDS = new Set([
  ...["tel", "mail", "movil", "mobil", "handy", "fax", "iban", "ssn", "dni", "nie", "nif", "cpf", "curp", "bsn", "gsm"],
  ...["adres", "adress", "calle", "rue", "имя", "фио", "姓", "名", "imie", "isim"],
]);

/** Words for a name: personal alone, or beside a word for a person. */
const NAMES = new Set([
  "name",
  "names",
  "nombre",
  "nombres",
  "nom",
  "nome",
  "naam",
  "navn",
  "namn",
  "nimi",
  "名称",
  "名稱",
]);
const PEOPLE = new Set([
  ...["customer", "client", "cliente", "clientes", "kunde", "kunden", "klant", "user", "usuario", "utente", "contact"],
  ...[
    "contacto",
    "person",
    "persona",
    "member",
    "miembro",
    "socio",
    "holder",
    "titular",
    "guest",
    "patient",
    "employee",
  ],
  ...["buyer", "shopper", "recipient", "owner", "subscriber", "account"],
]);
const OF = new Set(["of", "de", "del", "du", "des", "do", "da", "della", "van", "der"]);

/** Words that say something about such a column: whether there is one, since when, how often. */
const ABOUT = new Set([
  ...["opt", "optin", "optout", "consent", "consents", "verified", "confirmed", "valid", "subscribed", "unsubscribed"],
  ...["subscription", "allowed", "accepts", "accepted", "permission", "marketing", "enabled", "is", "has", "can", "ok"],
  ...[
    "count",
    "counts",
    "sent",
    "opened",
    "opens",
    "clicked",
    "clicks",
    "bounced",
    "bounces",
    "status",
    "type",
    "kind",
  ],
  ...["at", "date", "days", "provider", "domain", "model", "brand", "os", "app", "sessions", "visits", "quality"],
  ...["permiso", "permite", "acepta", "aceptado", "verificado", "confirmado", "fecha", "estado", "tipo", "suscrito"],
  ...["einwilligung", "erlaubt", "bestätigt", "datum", "anzahl", "accord", "vérifié", "statut"],
]);
const ABOUT_IN_EAST_ASIA =
  /是否|同意|可否|许可|許可|次数|次數|件数|数量|數量|有无|有無|状态|狀態|状態|配信|開封|验证|驗證|認証|日時|日期/u;

/**
 * Whether a column's heading says that its cells name or reach a person, in many languages. Flags and dates about such
 * a column (`email_opt_in`, `是否同意邮件`) are none.
 */
export function personalHeading(heading: string): boolean {
  // With accents: `iş telefonu` is a phone at work.
  if (wordsIn(heading).some((word) => ABOUT.has(word)) || ABOUT_IN_EAST_ASIA.test(heading.normalize("NFKC")))
    return false;
  const words = wordsIn(withoutAccents(heading));
  if (words.some((word) => WORDS.has(word))) return true;
  const joined = words.join("");
  if (STEMS.some((stem) => joined.includes(stem))) return true;
  const rest = words.filter((word) => !NAMES.has(word) && !/^\d+$/.test(word));
  return rest.length < words.length && rest.every((word) => PEOPLE.has(word) || OF.has(word));
}

/** The words of a heading, however they are put together. */
function wordsIn(heading: string): string[] {
  return heading
    .normalize("NFKC")
    .replaceAll(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})/gu, " ")
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== "");
}

const LETTERS: Readonly<Record<string, string>> = { ß: "ss", ı: "i", ł: "l", ø: "o", đ: "d", Đ: "D", æ: "ae", œ: "oe" };

/** Without the accents of Latin and Greek; marks of other scripts make other letters, and stay. */
function withoutAccents(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/[\u0300-\u036f]/g, "")
    .normalize("NFKC")
    .replaceAll(/[ßıłøđĐæœ]/g, (letter) => LETTERS[letter] ?? letter);
}

/** What reaches or names a person by how it is written. */
export type PersonalKind = "e-mail address" | "phone number" | "card number";

const EMAIL = /[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}/u;
const inUtc = zone("UTC");
const CELL_LOOKED_AT = 1000;

/** Whether a cell holds an e-mail address, or is written as a phone number or the number of a card (Luhn's sum). */
export function personalText(cell: string): PersonalKind | undefined {
  const text = cell.slice(0, CELL_LOOKED_AT).normalize("NFKC").trim();
  if (text.includes("@") && EMAIL.test(text)) return "e-mail address";
  if (text.length > 30 || !/^[+(\d]/.test(text) || !/^[\d\s().+/-]+$/.test(text)) return undefined;
  if (isCard(text)) return "card number";
  return isPhone(text) ? "phone number" : undefined;
}

function isPhone(text: string): boolean {
  const digits = text.replaceAll(/\D/g, "");
  if (text.startsWith("+")) return /^\+\d[\d\s().-]*$/.test(text) && digits.length >= 8 && digits.length <= 15;
  if (/^0[1-9]\d{7,9}$/.test(text)) return true;
  const grouped = /^\(?\d{1,5}\)?(?:[\s./-]+\(?\d{2,5}\)?){1,4}$/.test(text) && /^[(\d]/.test(text);
  const amount = /^\d{1,3}(?:[ .]\d{3})+(?:[.,]\d+)?$/.test(text) || /^\d+\.\d+$/.test(text);
  const postcode = /^\d{5}-\d{4}$/.test(text);
  const numbered = /^(?:19|20)\d\d[-/]/.test(text);
  const address = /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text);
  return (
    grouped &&
    !amount &&
    !address &&
    !postcode &&
    !numbered &&
    digits.length >= 9 &&
    digits.length <= 15 &&
    parseInstant(text, inUtc) === undefined
  );
}

/** Sum of digits after Luhn (ISO/IEC 7812-1, annex B): every second digit from the right counts double. */
function isCard(text: string): boolean {
  if (!/^[2-6]\d{3}(?:[ -]?\d{2,6}){2,4}$/.test(text)) return false;
  const digits = text.replaceAll(/\D/g, "");
  if (digits.length < 13 || digits.length > 19) return false;
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
