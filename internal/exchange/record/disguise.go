package record

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	mathrand "math/rand/v2"
	"net/url"
	"regexp"
	"strings"
	"unicode"
)

// disguise replaces values: the same by the same, of the same shape, so that a
// request still names what an earlier answer gave. A replacement is drawn from a
// stream that a keyed hash of the value seeds. The key is never written, so nobody
// can find out with the files whether they know a value; nor can two recordings be
// put together, and a story that belongs together is recorded by one process.
type disguise struct {
	key    []byte
	routes routes
	rules  rules
}

// keySize is that of the hash, in bytes.
const keySize = sha256.Size

func newDisguise(key []byte, routes routes) (*disguise, error) {
	if len(key) == 0 {
		key = make([]byte, keySize)
		if _, err := rand.Read(key); err != nil {
			return nil, fmt.Errorf("drawing the key of the replacements: %w", err)
		}
	}
	return &disguise{key: key, routes: routes, rules: newRules()}, nil
}

// digest tells equal values from others, to whoever has the key.
func (d *disguise) digest(kind, value string) [sha256.Size]byte {
	hash := hmac.New(sha256.New, d.key)
	hash.Write([]byte(kind + "\x00" + value))
	return [sha256.Size]byte(hash.Sum(nil))
}

func (d *disguise) stream(kind, value string) *mathrand.Rand {
	return mathrand.New(mathrand.NewChaCha8(d.digest(kind, value))) //nolint:gosec // ChaCha8, seeded by a keyed hash, is meant for this.
}

var (
	uuidForm  = regexp.MustCompile(`^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$`)
	hexForm   = regexp.MustCompile(`^([0-9A-F]{16,}|[0-9a-f]{16,})$`)
	emailForm = regexp.MustCompile(`^[^@\s]+@[^@\s]+$`)
	dayForm   = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$`)
	addressed = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9+.-]*://`)
)

// value replaces a text as a whole, by its shape.
func (d *disguise) value(text string) string {
	trimmed := strings.TrimSpace(text)
	switch {
	case trimmed == "":
		return text
	case uuidForm.MatchString(trimmed), hexForm.MatchString(trimmed) && strings.ContainsAny(trimmed, "ABCDEFabcdef"):
		return d.hex(trimmed)
	case addressed.MatchString(trimmed):
		return d.address(trimmed)
	case strings.HasPrefix(trimmed, "/") && d.routed(trimmed):
		return d.relative(trimmed)
	case emailForm.MatchString(trimmed):
		return d.email(trimmed)
	case dayForm.MatchString(trimmed):
		return d.day(trimmed)
	default:
		return d.scramble(text)
	}
}

// hex replaces the digits of an id. The same id may be written with dashes or
// without, in either letter case.
func (d *disguise) hex(text string) string {
	plain := strings.ToLower(strings.ReplaceAll(text, "-", ""))
	random, upper := d.stream("hex", plain), strings.ToUpper(text) == text
	digits := "0123456789abcdef"
	if upper {
		digits = strings.ToUpper(digits)
	}
	return strings.Map(func(r rune) rune {
		if r == '-' {
			return r
		}
		return rune(digits[random.IntN(len(digits))])
	}, text)
}

// consonants make no words: what is replaced can be seen to be.
const consonants = "bcdfghjklmnpqrstvwxz"

// scramble replaces letters by consonants and digits by digits. Punctuation, line
// breaks and letter case stay; names differ in nothing but letter case are the same.
func (d *disguise) scramble(text string) string {
	random := d.stream("text", strings.ToLower(strings.TrimSpace(text)))
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsUpper(r), unicode.IsTitle(r):
			return unicode.ToUpper(rune(consonants[random.IntN(len(consonants))]))
		case unicode.IsLetter(r), unicode.IsMark(r):
			return rune(consonants[random.IntN(len(consonants))])
		case unicode.IsNumber(r):
			return rune('0' + random.IntN(10)) //nolint:gosec // Below ten.
		case r <= unicode.MaxASCII:
			return r
		default:
			return '*'
		}
	}, text)
}

// email replaces a login ID or an e-mail. It belongs to nobody: .example is reserved (RFC 2606).
func (d *disguise) email(text string) string {
	at := strings.LastIndex(text, "@")
	domain := strings.ToLower(text[at+1:])
	if dot := strings.LastIndex(domain, "."); dot > 0 {
		domain = domain[:dot]
	}
	local := d.stream("email", strings.ToLower(text))
	replaced := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsDigit(r):
			return rune('0' + local.IntN(10)) //nolint:gosec // Below ten.
		case strings.ContainsRune("._-+", r):
			return r
		default:
			return rune(consonants[local.IntN(len(consonants))])
		}
	}, text[:at])
	return replaced + "@" + d.scramble(domain) + ".example"
}

// day replaces a date that may not stay, such as a birthday, by another one.
func (d *disguise) day(text string) string {
	random := d.stream("day", text)
	day := fmt.Sprintf("%04d-%02d-%02d", 1950+random.IntN(50), 1+random.IntN(12), 1+random.IntN(28))
	return day + regexp.MustCompile(`\d`).ReplaceAllString(text[len(day):], "0")
}

// number replaces the digits of a number. It stays one, of the same length.
func (d *disguise) number(text string) string {
	random := d.stream("number", text)
	first := true
	mantissa, exponent, scientific := strings.Cut(strings.ToLower(text), "e")
	replaced := strings.Map(func(r rune) rune {
		switch {
		case !unicode.IsDigit(r):
			return r
		case first:
			first = false                     // No number of several digits begins with zero.
			return rune('1' + random.IntN(9)) //nolint:gosec // Below ten.
		default:
			return rune('0' + random.IntN(10)) //nolint:gosec // Below ten.
		}
	}, mantissa)
	if scientific {
		return replaced + "e" + exponent
	}
	return replaced
}

// address replaces an absolute URL part by part. Concur's own hosts stay.
func (d *disguise) address(text string) string {
	parsed, err := url.Parse(text)
	if err != nil {
		return d.scramble(text)
	}
	host := strings.ToLower(parsed.Hostname())
	if !strings.HasSuffix(host, ".concursolutions.com") && !strings.HasSuffix(host, ".api.concurcdc.cn") {
		host = "elsewhere.example"
	}
	scheme := "https"
	if strings.EqualFold(parsed.Scheme, "http") {
		scheme = "http"
	}
	return scheme + "://" + host + d.relative(parsed.RequestURI())
}

// relative replaces a path with its query.
func (d *disguise) relative(text string) string {
	path, query, has := strings.Cut(text, "?")
	replaced := d.path(path)
	if !has {
		return replaced
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return replaced
	}
	return replaced + "?" + url.Values(d.query(values)).Encode()
}

// routed reports whether a text is a path of Concur: its first segment is one.
func (d *disguise) routed(text string) bool {
	first, _, _ := strings.Cut(strings.TrimPrefix(text, "/"), "/")
	return d.routes.literals[first] && !strings.ContainsAny(text, " \t\r\n")
}

// filterOperator stands before what a list is filtered by (List v4).
var filterOperator = regexp.MustCompile(`^(eq|not|sw|ew|cp):`)

// query replaces what the parameters say. Their names are those of the pages.
func (d *disguise) query(values url.Values) map[string][]string {
	replaced := map[string][]string{}
	for name, several := range values {
		member := d.memberName(name)
		for _, value := range several {
			operator := filterOperator.FindString(value)
			replaced[member] = append(replaced[member], operator+d.text(place{member: name}, value[len(operator):]))
		}
	}
	return replaced
}

// keyed is the digest of a body that is left out.
func (d *disguise) keyed(sum [sha256.Size]byte) string {
	digest := d.digest("body", string(sum[:]))
	return hex.EncodeToString(digest[:])
}
