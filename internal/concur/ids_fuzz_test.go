package concur

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

// badIDs are what no id is, whatever it looks like.
func badIDs() []string {
	return []string{
		"", " ", ".", "..", "../x", "a/b", "a\\b", "a?user=ALL", "a#b", "a%2fb", "a;b", "a b", "a\x00b", "a\nb", "é", "\u200b",
		strings.Repeat("A", 101), strings.Repeat("0", 33) + "/",
	}
}

// FuzzParseReportID holds that a report id is 20 upper-case hex characters,
// however it was written.
func FuzzParseReportID(f *testing.F) {
	for _, seed := range append(badIDs(), "7A90C4E15B2D4F6883AC", "7a90c4e15b2d4f6883ac", " 7A90C4E15B2D4F6883AC\n") {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		id, err := ParseReportID(text)
		if err != nil {
			if id != "" {
				t.Errorf("%q is refused and gives %q", text, id)
			}
			return
		}
		if len(id) != 20 || strings.Trim(string(id), "0123456789ABCDEF") != "" {
			t.Errorf("%q gives %q", text, id)
		}
		if again, err := ParseReportID(string(id)); err != nil || again != id {
			t.Errorf("%q is not taken again", id)
		}
	})
}

// FuzzParseExpenseRef holds that an expense is named by exactly one id, which
// cannot lead a path elsewhere.
func FuzzParseExpenseRef(f *testing.F) {
	good := []string{"F0A1B2C3D4E5460798A9BACBDCEDFE0F", "f0a1b2c3-d4e5-4607-98a9-bacbdcedfe0f", "gWidFO7ikQm8Zt2LxV0bKc$sPn5RwYj1Td4g"}
	for _, seed := range append(badIDs(), good...) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		ref, err := ParseExpenseRef(text)
		if err != nil {
			if !ref.IsZero() {
				t.Errorf("%q is refused and gives %v", text, ref)
			}
			return
		}
		if (ref.V4 == "") == (ref.V3 == "") {
			t.Errorf("%q gives two ids or none: %v", text, ref)
		}
		if ref.V4 != "" && !hex32Form.MatchString(string(ref.V4)) {
			t.Errorf("%q gives the v4 id %q", text, ref.V4)
		}
		id := ref.String()
		if len(id) > longestID || url.PathEscape(id) != id && !strings.ContainsAny(id, "$=") {
			t.Errorf("%q gives %q, which a path would have to escape", text, id)
		}
		if id == "." || id == ".." || strings.ContainsAny(id, "/\\?#%.;") {
			t.Errorf("%q gives %q", text, id)
		}
		if again, err := ParseExpenseRef(id); err != nil || again != ref {
			t.Errorf("%q is not taken again", id)
		}
	})
}

// FuzzParseDecimal holds that a number of Concur is read exactly or refused, and
// never takes more room than it had.
func FuzzParseDecimal(f *testing.F) {
	for _, seed := range []string{
		"0", "0E-8", "84.20000000", "1.00000000000000", "-3.5", `"84.2"`, "null", "1e99", "1e-99", "NaN", "Infinity", "0x10", "1e+2", "", "1.2.3",
		strings.Repeat("9", 70), "1e999999999", "-0",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var read Decimal
		if read.UnmarshalJSON([]byte(text)) != nil {
			return
		}
		written, err := json.Marshal(read)
		if err != nil {
			t.Fatalf("%q is read as %s and cannot be written: %v", text, read, err)
		}
		if len(written) > 4*widest {
			t.Errorf("%q takes %d characters", text, len(written))
		}
		var again Decimal
		if err := json.Unmarshal(written, &again); err != nil || !again.Equal(read.Decimal) {
			t.Errorf("%q is written as %s and read as %s", text, written, again)
		}
	})
}

// FuzzParseAmount holds that an amount to be sent is not zero, has no more
// decimals than its currency, and is of a plausible size.
func FuzzParseAmount(f *testing.F) {
	for _, seed := range []string{"84.20", "0", "0E-8", "1e99", "-12.5", "1e12", "84.205", "1e2", "", "x", "9999999999999999"} {
		for _, code := range []string{"EUR", "JPY", "BHD", ""} {
			f.Add(seed, code)
		}
	}
	f.Fuzz(func(t *testing.T, text, code string) {
		amount, err := ParseAmount(json.Number(text), Currency(code))
		if err != nil {
			if !amount.Equal(decimal.Zero) {
				t.Errorf("%q is refused and gives %s", text, amount)
			}
			return
		}
		digits := Currency(code).Digits()
		if amount.IsZero() || !amount.Equal(amount.Truncate(digits)) || amount.Abs().GreaterThanOrEqual(largestAmount) {
			t.Errorf("%q in %q gives %s", text, code, amount)
		}
	})
}
