/**
 * Asks for a page every five seconds while it is wanted, one question at a time, and less often while the exporter does
 * not answer. The second question follows after a second, so that rates appear soon. A refusal ends the questions.
 */
export class Poller {
  static INTERVAL = 5000;
  static #FIRST = 1000;
  static #MOST = 30000;
  static #TIMEOUT = 10000;

  #url;
  #onAnswer;
  #onTrouble;
  #timer;
  #asking = false;
  #wanted = false;
  #answers = 0;
  #failures = 0;

  /** @param onAnswer receives the page and its Unix time, @param onTrouble a sentence for people */
  constructor(url, onAnswer, onTrouble) {
    this.#url = url;
    this.#onAnswer = onAnswer;
    this.#onTrouble = onTrouble;
  }

  start() {
    this.#wanted = true;
    clearTimeout(this.#timer);
    this.poll();
  }

  stop() {
    this.#wanted = false;
    clearTimeout(this.#timer);
  }

  /** Asks once, unless a question is open. */
  async poll() {
    if (this.#asking) {
      return;
    }
    this.#asking = true;
    const begun = performance.now();
    try {
      const response = await fetch(this.#url, {
        cache: 'no-store',
        headers: {
          Accept: 'text/plain',
          'X-Prometheus-Scrape-Timeout-Seconds': String(Poller.#TIMEOUT / 1000),
          'X-Requested-With': 'fetch', // a wrong password is reported here, and not asked for by the browser
        },
        signal: AbortSignal.timeout(Poller.#TIMEOUT),
      });
      const text = await response.text();
      if (response.ok) {
        this.#failures = 0;
        this.#answers++;
        this.#onAnswer(text, (performance.timeOrigin + performance.now()) / 1000);
      } else {
        this.#refused(response.status, text);
      }
    } catch (e) {
      this.#failed(e.name === 'TimeoutError' ? 'The exporter is too slow.' : 'The exporter does not answer.');
    } finally {
      this.#asking = false;
    }
    clearTimeout(this.#timer);
    if (this.#wanted) {
      const wait = this.#pause() - (performance.now() - begun);
      this.#timer = setTimeout(() => this.poll(), Math.max(0, wait));
    }
  }

  #pause() {
    if (this.#failures > 0) {
      return Math.min(Poller.INTERVAL * 2 ** (this.#failures - 1), Poller.#MOST);
    }
    return this.#answers === 1 ? Poller.#FIRST : Poller.INTERVAL;
  }

  #refused(status, text) {
    const reason = text.split('\n', 1)[0].slice(0, 300);
    if (status === 401) {
      this.#end('The exporter refuses the password. Reload the page to enter it again.');
    } else if (status < 500) {
      this.#end(`The exporter refuses the request: ${reason}`);
    } else {
      this.#failed(`The exporter reports: ${reason}.`);
    }
  }

  #end(trouble) {
    this.stop();
    this.#onTrouble(trouble);
  }

  #failed(trouble) {
    this.#failures++;
    this.#onTrouble(`${trouble} Asking again in ${this.#pause() / 1000} s.`);
  }
}
