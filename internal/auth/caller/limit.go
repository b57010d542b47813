package caller

import (
	"container/list"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limit lets each principal send so many requests a second, and burst of them at
// once. What is above it is answered with 429 and Retry-After, before anything is done. It
// belongs behind a Gate. Without a positive rate there is no limit.
func Limit(perSecond float64, burst int) func(next http.Handler) http.Handler {
	if perSecond <= 0 {
		return func(next http.Handler) http.Handler { return next }
	}
	principals := newBuckets(rate.Limit(perSecond), burst) // All that is wrapped shares them.
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			known, _ := From(r.Context())
			if wait := principals.take(known.Principal); wait > 0 {
				tooMany("You send requests faster than this server lets one caller do. Nothing was done.", wait).answer(w, nil, r)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// mostBuckets bounds how many principals or addresses are remembered. The one that
// was not seen for longest is forgotten first; by then its bucket is most likely full again.
const mostBuckets = 10_000

// buckets is a token bucket for each key.
type buckets struct {
	rate  rate.Limit
	burst int

	mu     sync.Mutex
	byKey  map[string]*list.Element
	recent *list.List // of *bucket, the one seen last in front
}

type bucket struct {
	key     string
	limiter *rate.Limiter
}

func newBuckets(perSecond rate.Limit, burst int) *buckets {
	return &buckets{rate: perSecond, burst: max(burst, 1), byKey: map[string]*list.Element{}, recent: list.New()}
}

// take takes one from the bucket of a key, or says how long it stays empty.
func (b *buckets) take(key string) (wait time.Duration) {
	now := time.Now()
	reservation := b.limiter(key).ReserveN(now, 1)
	if wait = reservation.DelayFrom(now); wait > 0 {
		reservation.CancelAt(now)
	}
	return wait
}

func (b *buckets) limiter(key string) *rate.Limiter {
	b.mu.Lock()
	defer b.mu.Unlock()
	if known, ok := b.byKey[key]; ok {
		b.recent.MoveToFront(known)
		return known.Value.(*bucket).limiter
	}
	if b.recent.Len() >= mostBuckets {
		oldest := b.recent.Remove(b.recent.Back()).(*bucket)
		delete(b.byKey, oldest.key)
	}
	fresh := &bucket{key: key, limiter: rate.NewLimiter(b.rate, b.burst)}
	b.byKey[key] = b.recent.PushFront(fresh)
	return fresh.limiter
}
