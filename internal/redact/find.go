package redact

import (
	"math/big"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	email = regexp.MustCompile(`[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+`)
	// account has the shape of an IBAN, alone or in groups (ISO 13616).
	account = regexp.MustCompile(`\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b`)
	// numbers is a row of digits, alone or in groups.
	numbers = regexp.MustCompile(`\d+(?:[ -]\d+)*`)
)

// scrubbed is a text without the e-mail addresses, card numbers and bank accounts that are
// found in it, whoever's they are.
func scrubbed(text string) string {
	if strings.ContainsRune(text, '@') {
		text = email.ReplaceAllStringFunc(text, initials)
	}
	if strings.ContainsFunc(text, unicode.IsDigit) {
		text = account.ReplaceAllStringFunc(text, withoutAccount)
		text = withoutCards(text)
	}
	return text
}

// withoutAccount masks a bank account if the check digits say that it is one. Its
// groups may have taken words behind it along, which do not belong to it.
func withoutAccount(candidate string) string {
	for end := len(candidate); end > 0; end = strings.LastIndexByte(candidate[:end], ' ') {
		if isIBAN(strings.ReplaceAll(candidate[:end], " ", "")) {
			return candidate[:2] + "** ****" + candidate[end:]
		}
	}
	return candidate
}

// isIBAN checks an IBAN (ISO 13616: the remainder by 97 is 1).
func isIBAN(text string) bool {
	const shortest, longest = 15, 34
	if len(text) < shortest || len(text) > longest {
		return false
	}
	var value strings.Builder
	for _, r := range text[4:] + text[:4] {
		if unicode.IsDigit(r) {
			value.WriteRune(r)
			continue
		}
		value.WriteString(big.NewInt(int64(r-'A') + 10).String())
	}
	sum, ok := new(big.Int).SetString(value.String(), 10)
	return ok && sum.Mod(sum, big.NewInt(97)).Int64() == 1
}

// withoutCards masks the numbers of cards. Digits that are a part of something else,
// such as of a UUID, are none.
func withoutCards(text string) string {
	var out strings.Builder
	last := 0
	for _, at := range numbers.FindAllStringIndex(text, -1) {
		if joins(utf8.DecodeLastRuneInString(text[:at[0]])) || joins(utf8.DecodeRuneInString(text[at[1]:])) {
			continue
		}
		out.WriteString(text[last:at[0]])
		out.WriteString(withoutCard(text[at[0]:at[1]]))
		last = at[1]
	}
	return out.String() + text[last:]
}

// joins reports whether digits next to a character are a part of something else.
func joins(r rune, size int) bool {
	return size > 0 && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_')
}

// withoutCard masks the groups of digits that make up the number of a card: before and
// behind it other numbers may stand.
func withoutCard(row string) string {
	if identifier.MatchString(row) {
		return row // a UUID of digits alone
	}
	cuts := []int{0}
	for i, r := range row {
		if r == ' ' || r == '-' {
			cuts = append(cuts, i+1)
		}
	}
	for i, from := range cuts {
		for j := len(cuts) - 1; j >= i; j-- {
			to := len(row)
			if j+1 < len(cuts) {
				to = cuts[j+1] - 1
			}
			if isCard(strings.NewReplacer(" ", "", "-", "").Replace(row[from:to])) {
				return row[:from] + "****" + withoutCard(row[to:])
			}
		}
	}
	return row
}

// isCard checks the number of a card: the first digits of those that networks give
// out (ISO/IEC 7812), the length, and the check digit by Luhn.
func isCard(number string) bool {
	const shortest, longest = 13, 19
	if len(number) < shortest || len(number) > longest {
		return false
	}
	if number[0] < '3' || number[0] > '6' {
		if first := number[:4]; first < "2221" || first > "2720" {
			return false
		}
	}
	sum := 0
	for i := range len(number) {
		digit := int(number[len(number)-1-i] - '0')
		if i%2 == 1 {
			digit *= 2
		}
		sum += digit/10 + digit%10
	}
	return sum%10 == 0
}
