package concur

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/exchange"
)

// mostRequests is more than any one call has reason to make: pages of which each names a
// next one have to end somewhere.
const mostRequests = 1000

// mostSeeds is how many of the documented answers a method is given to begin with.
const mostSeeds = 3

// FuzzAnswers has every method of a session get the same answer to all that it asks. It
// must come to an end, without a panic, and an error has to say something.
func FuzzAnswers(f *testing.F) {
	methods := reflect.TypeFor[*Session]()
	given := map[int]int{}
	for _, name := range exchangeNames(f) {
		e, err := exchange.Read(exchanges, name)
		require.NoError(f, err)
		answer := e.Answer(&http.Request{})
		body, err := io.ReadAll(answer.Body)
		require.NoError(f, err)
		require.NoError(f, answer.Body.Close())
		for at := range methods.NumMethod() {
			if given[at] < mostSeeds && answersTo(methods.Method(at).Name, name) {
				given[at]++
				f.Add(at, answer.StatusCode, answer.Header.Get("Content-Type"), body)
			}
		}
	}
	f.Fuzz(func(t *testing.T, at, status int, mediaType string, body []byte) {
		if at < 0 || at >= methods.NumMethod() || status < 100 || status > 599 {
			t.Skip()
		}
		synctest.Test(t, func(t *testing.T) { answered(t, methods.Method(at), status, mediaType, body) })
	})
}

// answersTo pairs methods with the exchanges whose names have a word in common with
// theirs, so that there are not too many seeds.
func answersTo(method, exchangeName string) bool {
	operation, _, _ := strings.Cut(exchangeName, "/")
	words := strings.Split(operation, "_")
	last := strings.TrimSuffix(words[len(words)-1], "s")
	return len(last) > 3 && strings.Contains(strings.ToLower(method), last)
}

func exchangeNames(f *testing.F) []string {
	f.Helper()
	files, err := filepath.Glob(filepath.Join(exchanges, "*", "*.json"))
	require.NoError(f, err)
	require.NotEmpty(f, files)
	for i, file := range files {
		files[i] = filepath.Base(filepath.Dir(file)) + "/" + strings.TrimSuffix(filepath.Base(file), ".json")
	}
	return files
}

// answered calls a method of a session on a Concur that has one answer to everything.
func answered(t *testing.T, method reflect.Method, status int, mediaType string, body []byte) {
	t.Helper()
	w := newWire(t, auth.User, auth.Company)
	requests := 0
	w.mock.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
		requests++
		if requests > mostRequests {
			t.Fatalf("%s asks for more and more: %s", method.Name, r.URL)
		}
		if r.Body != nil {
			_, _ = io.Copy(io.Discard, r.Body) // What is uploaded is read.
		}
		return &http.Response{
			StatusCode: status, Status: strconv.Itoa(status), Header: http.Header{"Content-Type": {mediaType}},
			Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)), Request: r,
		}, nil
	})
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	arguments := []reflect.Value{reflect.ValueOf(w.session)}
	for i := 1; i < method.Type.NumIn(); i++ {
		if method.Type.In(i) == reflect.TypeFor[context.Context]() {
			arguments = append(arguments, reflect.ValueOf(ctx))
			continue
		}
		arguments = append(arguments, some(method.Type.In(i), 0))
	}
	for _, result := range method.Func.Call(arguments) {
		err, ok := reflect.TypeAssert[error](result)
		if !ok {
			continue
		}
		if err.Error() == "" || strings.Contains(err.Error(), "access-") {
			t.Errorf("%s: the error is %q", method.Name, err)
		}
		if ctx.Err() != nil {
			t.Errorf("%s takes more than an hour of waiting", method.Name)
		}
	}
}

// some gives a value of a type that a tool could have passed.
func some(kind reflect.Type, depth int) reflect.Value {
	value := reflect.New(kind).Elem()
	if known, ok := knownValue(kind); ok {
		return known
	}
	switch kind.Kind() {
	case reflect.String:
		value.SetString("0123456789ABCDEF0123")
	case reflect.Int, reflect.Int64:
		value.SetInt(1)
	case reflect.Struct:
		for i := range kind.NumField() {
			if kind.Field(i).IsExported() && depth < 3 {
				value.Field(i).Set(some(kind.Field(i).Type, depth+1))
			}
		}
	case reflect.Slice:
		if depth < 3 {
			value = reflect.Append(value, some(kind.Elem(), depth+1))
		}
	default: // Nothing is a value, too.
	}
	return value
}

// knownValue is of types whose values are not just any.
func knownValue(kind reflect.Type) (reflect.Value, bool) {
	for _, known := range []any{
		UserID(rita), ExpenseID("0123456789ABCDEF0123456789ABCDEF"), EntryID("nNnN0$abc"), PolicyID("0123456789ABCDEF0123456789ABCDEF"),
		Currency("EUR"), Country("PT"), time.Now(), json.Number("12.50"), json.RawMessage(`{}`),
		Subject{User: rita},
		&Upload{
			MediaType: "image/png", Size: 1,
			Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("x")), nil },
		},
	} {
		if reflect.TypeOf(known) == kind {
			return reflect.ValueOf(known), true
		}
	}
	return reflect.Value{}, false
}
