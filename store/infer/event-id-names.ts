/** Headings of columns that may hold the ids of events. */
export const EVENT_ID_NAMES =
  /^(id|event[_ -]?id|(order|sale)[_ -]?(id|no|nr|number)?|transaction[_ -]?(id|no)?|invoice[_ -]?(id|no)?|message[_ -]?id|uuid|(n[.º°]?[_ -]?)?(pedido|factura|ticket)([_ -]?(id|n[oº°r]))?|(bestell|rechnungs|auftrags)(nr|nummer)\.?|(订单|訂單|注文|流水|发票)(编号|編號|番号|号|號|id)?)$/i;
