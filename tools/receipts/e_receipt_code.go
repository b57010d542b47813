package receipts

import (
	"fmt"
	"regexp"
)

// spelling is how a code is written: its pattern, and that in words.
type spelling struct{ pattern, words string }

// spelling says how a code is written (Receipts v4 > Supported Receipt Types). Concur's
// schema has the same patterns, but what it says of a misfit does not name the detail.
// The two letters of an airline are taken with digits as well, which some airlines have:
// Concur has the last word.
func (f form) spelling() spelling {
	switch f {
	case region:
		return spelling{`^[A-Za-z0-9]{1,3}$`, "the part of an ISO 3166-2 code behind the country, such as BE or NY"}
	case airport:
		return spelling{`^[A-Za-z]{3}$`, "three letters, such as LIS"}
	case airline:
		return spelling{`^[A-Za-z0-9]{2}$`, "two letters, such as TP"}
	case carrier:
		return spelling{`^[A-Za-z0-9]{3,8}$`, "three to eight letters or digits, such as TAP"}
	case bookingClass:
		return spelling{`^[A-Za-z]$`, "one letter, such as Y"}
	case fareBasis:
		return spelling{`^[A-Za-z0-9]{2,8}$`, "two to eight letters or digits"}
	case designator:
		return spelling{`^[A-Za-z0-9*?]{1,10}$`, "up to ten letters or digits"}
	case agencyNumber:
		return spelling{`^\d{8}$`, "eight digits"}
	case vehicleClass:
		return spelling{`^[A-Za-z]{4}$`, "four letters, such as ECMR"}
	case engineSize:
		return spelling{`^\d{1,4}$`, "up to four digits"}
	case distanceUnit:
		return spelling{`^(mi|km)$`, "mi or km"}
	case duration:
		return spelling{`^P(\d+[YMWD])*(T(\d+[HMS])+)?$`, "an ISO 8601 duration, such as PT35M"}
	case mapAddress:
		return spelling{`^https://(www|maps)\.(googleapis|google)\.[a-z]+/maps/`, "an address of Google Maps"}
	case cardID:
		return spelling{`^.{1,16}$`, "at most 16 characters"}
	default:
		return spelling{}
	}
}

// check holds a code to its spelling. Other texts are as they come.
func (f form) check(value string) error {
	spelt := f.spelling()
	if matched, err := regexp.MatchString(spelt.pattern, value); err != nil || matched {
		return err
	}
	return fmt.Errorf("%q is not %s", clipped(value), spelt.words)
}
