import { countCustomers, searchCustomers } from "../../../store/customers/customer-ids.ts";
import { reading } from "../../../store/sqlite/database.ts";
import type { CustomerSearch } from "../api/customers.ts";
import type { DraftRules } from "./rules.ts";

const FOUND = 50;

/** Customers whose id begins with, or else contains, a text; the first in order of id. */
export function findCustomers({ workspace, program }: DraftRules, text: string): CustomerSearch {
  return reading(workspace.databasePath, program, (database) => {
    return {
      customers: searchCustomers(database, program, text.trim().normalize("NFC"), FOUND),
      total: countCustomers(database, program),
    };
  });
}
