package concur

import (
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/text/language"
)

// Country is an ISO 3166-1 code of two capitals.
type Country string

// UnmarshalText refuses codes that no country has.
func (c *Country) UnmarshalText(text []byte) error {
	code := strings.ToUpper(strings.TrimSpace(string(text)))
	region, err := language.ParseRegion(code)
	if err != nil || len(code) != 2 || !region.IsCountry() {
		return fmt.Errorf("%s is not a country; write an ISO 3166-1 code such as PT or US", quote(string(text)))
	}
	*c = Country(code)
	return nil
}

// Subdivision is an ISO 3166-2 code: a country with one of its parts.
type Subdivision string

var subdivisionForm = regexp.MustCompile(`^[A-Z]{2}-[A-Z0-9]{1,3}$`)

// UnmarshalText holds the form of the code; which ones exist, Concur knows.
func (s *Subdivision) UnmarshalText(text []byte) error {
	code := strings.ToUpper(strings.TrimSpace(string(text)))
	if !subdivisionForm.MatchString(code) {
		return fmt.Errorf("%s is not a part of a country; write an ISO 3166-2 code such as US-WA", quote(string(text)))
	}
	*s = Subdivision(code)
	return nil
}
