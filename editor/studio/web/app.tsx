import { lazy, Suspense, useCallback, useEffect, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Route, Router, Switch, useSearch } from "wouter";
import { behind } from "./address.ts";
import { Failure, Loading } from "./components/feedback.tsx";
import { ErrorBoundary } from "./components/error-boundary.tsx";
import { Frame } from "./components/frame.tsx";
import { Toast } from "./components/toast.tsx";
import { CataloguePage } from "./pages/catalogue.tsx";
import { NotFoundPage } from "./pages/not-found.tsx";
import { carryingAsOf } from "./state/address.ts";
import { CatalogueProvider } from "./state/catalogue.tsx";
import { followOtherWindows } from "./state/rules.ts";
import { useDiskChanges, useWorkspace } from "./state/workspace.ts";

const TagPage = lazy(async () => ({ default: (await import("./pages/tag.tsx")).TagPage }));
const SegmentsPage = lazy(async () => ({ default: (await import("./pages/segments.tsx")).SegmentsPage }));
const CustomersPage = lazy(async () => ({ default: (await import("./pages/customers.tsx")).CustomersPage }));
const CustomerPage = lazy(async () => ({ default: (await import("./pages/customer.tsx")).CustomerPage }));
const LineagePage = lazy(async () => ({ default: (await import("./pages/lineage.tsx")).LineagePage }));
const DataPage = lazy(async () => ({ default: (await import("./pages/data.tsx")).DataPage }));
const TestsPage = lazy(async () => ({ default: (await import("./pages/tests.tsx")).TestsPage }));
const ReviewPage = lazy(async () => ({ default: (await import("./pages/review.tsx")).ReviewPage }));
const FilesPage = lazy(async () => ({ default: (await import("./pages/files.tsx")).FilesPage }));

/** The studio: its frame, and the page that the address names. */
export function App(): ReactNode {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  useDiskChanges();
  useEffect(followOtherWindows, []);
  // Links are drawn anew when the day that they carry is another one.
  const search = useSearch();
  const hrefs = useCallback(
    (href: string) => carryingAsOf(href, { pathname: window.location.pathname, search }),
    [search],
  );
  if (workspace.data === undefined) {
    return (
      <main className="page" aria-label={t("app.name")}>
        {workspace.error === null ? (
          <Loading lines={5} />
        ) : (
          <Failure
            error={workspace.error}
            actions={
              <button type="button" className="button" onClick={() => void workspace.refetch()}>
                {t("again")}
              </button>
            }
          />
        )}
      </main>
    );
  }
  return (
    <Router hrefs={hrefs} aroundNav={(navigate, to, options) => navigate(carryingAsOf(to, window.location), options)}>
      <CatalogueProvider>
        <Frame workspace={workspace.data}>
          <ErrorBoundary>
            <Suspense fallback={<Loading lines={6} />}>
              <Switch>
                <Route path="/">
                  <CataloguePage workspace={workspace.data} />
                </Route>
                <Route path="/tags/:name">
                  {({ name }) => <TagPage key={name} name={behind("/tags/", window.location.pathname)} />}
                </Route>
                <Route path="/segments">
                  <SegmentsPage />
                </Route>
                <Route path="/customers">
                  <CustomersPage />
                </Route>
                <Route path="/customers/:id">
                  {({ id }) => <CustomerPage key={id} id={behind("/customers/", window.location.pathname)} />}
                </Route>
                <Route path="/lineage">
                  <LineagePage />
                </Route>
                <Route path="/data">
                  <DataPage workspace={workspace.data} />
                </Route>
                <Route path="/tests">
                  <TestsPage />
                </Route>
                <Route path="/review">
                  <ReviewPage workspace={workspace.data} />
                </Route>
                <Route path="/files/*?">{() => <FilesPage path={behind("/files/", window.location.pathname)} />}</Route>
                <Route>
                  <NotFoundPage />
                </Route>
              </Switch>
            </Suspense>
          </ErrorBoundary>
        </Frame>
        <Toast />
      </CatalogueProvider>
    </Router>
  );
}
