package tools_test

import (
	"encoding/json"
	"errors"
	"testing"
	"unicode/utf8"

	"github.com/concur-mcp/concur-mcp/tools"
)

// FuzzDecodeArguments holds that whatever is sent either becomes values within
// their limits or is refused as an argument.
func FuzzDecodeArguments(f *testing.F) {
	for _, seed := range []string{
		``, `null`, `{}`, `[]`, `{"name":"a"}`, `{"name":"a","count":"3","amount":1e99,"flag":"true"}`,
		`{"name":"a","shades":"dark","codes":["eur"],"day":"2026-03-31","extra":{"x":"y"}}`,
		`{"name":"a","place":{"city":"Porto"},"places":[{"city":"x","zip":"12345"}],"limit":5}`,
		`{"name":"\u0000"}`, `{"name":"a","text":"\ud800"}`, `{"name":"a","name":"b"}`, `{"name":{"name":{}}}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, args string) {
		got, err := run(t, args)
		if err != nil {
			if _, ok := errors.AsType[*tools.ArgumentError](err); !ok {
				t.Fatalf("%q gives %T", args, err)
			}
			return
		}
		if n := utf8.RuneCountInString(got.Name); n == 0 || n > 5 {
			t.Errorf("a name of %d characters", n)
		}
		if got.Text != nil && utf8.RuneCountInString(*got.Text) > 5 {
			t.Error("a text that is too long")
		}
		if got.Shade != "" && got.Shade != "light" && got.Shade != "dark" {
			t.Errorf("the shade %q", got.Shade)
		}
		if got.Code != "" && len(got.Code) != 3 {
			t.Errorf("the code %q", got.Code)
		}
		if !json.Valid([]byte(args)) && args != "" {
			t.Errorf("%q was taken", args)
		}
	})
}
