import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Empty } from "../components/feedback.tsx";

export function NotFoundPage(): ReactNode {
  const { t } = useTranslation();
  return (
    <Empty
      title={t("notFound.title")}
      actions={
        <Link href="/" className="button">
          {t("nav.catalogue")}
        </Link>
      }
    >
      {t("notFound.text")}
    </Empty>
  );
}
