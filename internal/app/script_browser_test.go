package app_test

import (
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"regexp"
	"strings"
	"time"
)

// browse stands in for the program that opens the person's browser. It signs in as
// whom SIGN_IN_AS names, or refuses if SIGN_IN_AS is empty.
func browse(address string) error {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	browser := &http.Client{Jar: jar, Timeout: time.Minute}
	at, page, err := visit(browser, address, nil)
	if err != nil {
		return err
	}
	token := regexp.MustCompile(`name="token" value="([^"]+)"`).FindStringSubmatch(page)
	if token == nil {
		return fmt.Errorf("there is no form on the page of the link: %s", page)
	}
	if at, page, err = visit(browser, at, url.Values{"token": {html.UnescapeString(token[1])}}); err != nil {
		return err
	}
	if !strings.Contains(at, "/oauth2/v0/authorize") {
		return fmt.Errorf("the link did not lead to Concur's sign-in: %s", page)
	}
	answer := url.Values{"login": {os.Getenv("SIGN_IN_AS")}, "decision": {"continue"}}
	if os.Getenv("SIGN_IN_AS") == "" {
		answer = url.Values{"login": {"rita.alves@haldenreyes.example"}, "decision": {"refuse"}}
	}
	_, _, err = visit(browser, at, answer)
	return err
}

// visit opens a page, or sends a form, and gives where that ended.
func visit(browser *http.Client, address string, form url.Values) (at, page string, err error) {
	var response *http.Response
	if form == nil {
		response, err = browser.Get(address) //nolint:noctx // The client has a timeout.
	} else {
		response, err = browser.PostForm(address, form) //nolint:noctx // The client has a timeout.
	}
	if err != nil {
		return "", "", err
	}
	text, err := io.ReadAll(response.Body)
	return response.Request.URL.String(), string(text), errors.Join(err, response.Body.Close())
}
