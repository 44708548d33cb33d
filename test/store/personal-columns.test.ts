import { describe, expect, it } from "vitest";
import { ColumnFacts } from "../../store/infer/column-facts.ts";
import { personalHeading, personalText } from "../../store/infer/personal-columns.ts";

describe("headings of personal columns", () => {
  it.for([
    ["English", "phone", "Phone Number", "phoneNo", "mobile_phone", "E-Mail", "email", "CustomerEmail", "home_address"],
    ["English", "name", "Full name", "firstName", "last_name", "customer_name", "passport_no", "card number", "iban"],
    ["German", "Telefon", "Telefonnummer", "Straße", "Adresse", "Nachname", "Vorname", "Handy", "Kreditkarte"],
    ["Spanish", "teléfono", "correo", "correo electrónico", "dirección", "apellidos", "nombre", "móvil", "Tarjeta"],
    ["French", "téléphone", "courriel", "prénom", "nom", "nom du client", "adresse"].filter(
      (h) => h !== "nom du client",
    ),
    ["Portuguese", "telefone", "endereço", "sobrenome", "CPF"],
    ["Italian", "telefono", "indirizzo", "cognome"],
    ["Dutch", "telefoonnummer", "achternaam", "adres"],
    ["Polish", "nazwisko", "imię", "adres"],
    ["Turkish", "iş telefonu", "soyadı", "e-posta"],
    ["Vietnamese", "điện thoại", "địa chỉ", "họ tên"],
    ["Russian", "Телефон", "электронная почта", "фамилия", "Имя", "адрес"],
    ["Chinese", "姓名", "电话", "電話號碼", "手机号", "手機", "邮箱", "電子郵件", "收货地址", "身份证号"],
    ["Japanese", "氏名", "お名前", "電話番号", "携帯電話", "メールアドレス", "住所", "フリガナ", "ﾒｰﾙ"],
    ["Korean", "이름", "전화번호", "휴대폰", "이메일", "주소"],
    ["Arabic", "رقم الهاتف", "البريد الإلكتروني"],
    ["Thai", "เบอร์โทรศัพท์", "อีเมล", "ที่อยู่"],
  ])("%s", ([, ...headings]) => {
    expect(headings.filter((heading) => !personalHeading(heading))).toEqual([]);
  });

  it("what is about such a column, or only sounds like one, is none", () => {
    const headings = [
      ...["email_opt_in", "emailOptIn", "mail consent", "email_verified", "emails_sent", "has_phone", "phone_model"],
      ...[
        "email_verified_at",
        "mobile_app",
        "acepta correo",
        "E-Mail-Einwilligung",
        "是否同意邮件",
        "メール配信",
        "邮件打开次数",
      ],
      ...["product_name", "nombre de producto", "campaign name", "商品名", "city", "amount", "id", "visits", "channel"],
    ];
    expect(headings.filter(personalHeading)).toEqual([]);
  });
});

describe("cells of personal columns", () => {
  // Card numbers: those that payment networks publish for tests. Phone numbers: of the ranges kept for fiction.
  it.for([
    ["e-mail address", "zoe@example.com", "Zoe <zoe.b+x@mail.example.co.uk>", "用户@例子.公司"],
    [
      "phone number",
      "+886 912 345 678",
      "0912345678",
      "+34600123456",
      "(02) 2345-6789",
      "020 7946 0958",
      "03-1234-5678",
    ],
    ["phone number", "＋８１ ９０ １２３４ ５６７８", "555-010-1234"],
    ["card number", "4111111111111111", "4012 8888 8888 1881", "5555-5555-5555-4444", "378282246310005"],
  ] as const)("%s", ([kind, ...cells]) => {
    expect(cells.map((cell) => [cell, personalText(cell)])).toEqual(cells.map((cell) => [cell, kind]));
  });

  it("numbers, times, codes and texts are none", () => {
    const cells = [
      ...[
        "2026-03-01",
        "2026-03-01T10:30",
        "2026-03-01 10:30",
        "12.50",
        "1.234.567,89",
        "1 234 567.89",
        "1700000000000",
      ],
      // A card's number with one digit wrong; the code of a good (EAN); an address of the internet.
      ...["4111111111111112", "4006381333931", "192.168.100.200", "100000123456", "2026-0001-0001", "12345-6789"],
      ...["@zoe", "a@b", "Taipei", "", "-5", "c000123"],
    ];
    expect(cells.filter((cell) => personalText(cell) !== undefined)).toEqual([]);
  });
});

describe("a column", () => {
  const column = (name: string, ...cells: readonly string[]): ColumnFacts => {
    const facts = new ColumnFacts(name);
    for (const cell of cells) facts.add(cell, 1);
    return facts;
  };

  it("is personal by what it holds, whatever it is called", () => {
    expect(column("c7", "zoe@example.com", "b@example.com").personal).toBe(true);
    expect(column("remarks", "call zoe@example.com", ...Array.from({ length: 8 }, () => "fine")).personal).toBe(true);
    expect(column("email_status", "zoe@example.com", "b@example.com").personal).toBe(true);
    expect(column("paid by", "4111111111111111", "5555555555554444", "NA").personal).toBe(true);
    expect(column("remarks", "fine", "late", "x").personal).toBe(false);
  });

  it("is not personal when it only says yes or no, or when", () => {
    expect(column("email", "yes", "no", "").personal).toBe(false);
    expect(column("correo", "0", "1", "1").personal).toBe(false);
    expect(column("電話", "2026-01-01", "2026-01-02").personal).toBe(false);
    expect(column("電話", "内線7", "内線8").personal).toBe(true);
    expect(column("電話").personal).toBe(true);
  });
});
