import { showLanguage } from "idos-look/text";
import { chosenTheme, showTheme } from "idos-look/theme";
import "idos-kit/kit.css";
import "idos-kit/credential.css";
import "./style.css";
import { Failure, Shell, Skeleton } from "idos-kit/parts";
import { useLoaded } from "idos-kit/task";
import { loadConfig } from "idos-sdk/config";
import { render } from "preact";
import { App } from "./app.tsx";
import { t } from "./messages.ts";

function Start() {
  const { result, error, retry } = useLoaded(loadConfig, []);
  if (result) return <App config={result} />;
  return (
    <Shell brand={t.brand} title={t.brand}>
      {error ? <Failure error={error} onRetry={retry} /> : <Skeleton />}
    </Shell>
  );
}

showLanguage();
showTheme(chosenTheme());
const place = document.getElementById("app");
if (place) render(<Start />, place);
