import { Component, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { Notice } from "./feedback.tsx";

interface Props {
  readonly children: ReactNode;
}

/** Where a page can't be shown, as when its part of the application can't be fetched, there is a way on. */
export function ErrorBoundary({ children }: Props): ReactNode {
  const [location] = useLocation();
  return <Boundary key={location}>{children}</Boundary>;
}

class Boundary extends Component<Props, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? <Failed /> : this.props.children;
  }
}

function Failed(): ReactNode {
  const { t } = useTranslation();
  return (
    <Notice
      tone="bad"
      title={t("problem.page")}
      actions={
        <button type="button" className="button" onClick={() => location.reload()}>
          {t("again")}
        </button>
      }
    >
      {t("problem.pageText")}
    </Notice>
  );
}
