package signin

import (
	"errors"
	"net/http"
	"strings"
	"unicode"

	"github.com/concur-mcp/concur-mcp/internal/web"
)

const (
	askAgain    = "Ask for a new link where you got this one: from your agent, or with concur-mcp login."
	noneChanged = "No account was connected."
)

func noSuchPage() web.Failure {
	return web.Failure{
		Status: http.StatusNotFound, Title: "There is no such page",
		What: "This server has nothing at this address.", Next: "Check the link that you were given.",
	}
}

func unknownLink() web.Failure {
	return web.Failure{
		Status: http.StatusNotFound, Title: "This link is not known",
		What: "It may have lost a part on its way, or it expired a while ago. " + noneChanged, Next: askAgain,
	}
}

func expiredLink() web.Failure {
	return web.Failure{
		Status: http.StatusGone, Title: "This link has expired",
		What: "A link works for ten minutes. " + noneChanged, Next: askAgain,
	}
}

func usedLink() web.Failure {
	return web.Failure{
		Status: http.StatusGone, Title: "This link was used already",
		What: "A link works once. This visit changed nothing.",
		Next: "If you used it yourself, go back to your agent: it knows how the sign-in ended. " +
			"If not, tell whoever runs this server, and ask for a new link.",
	}
}

func staleForm() web.Failure {
	return web.Failure{
		Status: http.StatusForbidden, Title: "This form cannot be taken",
		What: "It was not made for this browser, or the browser does not keep cookies. " + noneChanged,
		Next: "Allow cookies for this page, open the link again and continue from there.",
	}
}

func endedSignIn() web.Failure {
	return web.Failure{
		Status: http.StatusGone, Title: "This sign-in is over",
		What: "It took longer than a sign-in may, or it was finished before. This visit connected nothing.",
		Next: "If concur-mcp login --no-browser waits for the address of this page, copy it there. Otherwise ask for a new link " +
			"where you got this one.",
	}
}

func foreignAnswer() web.Failure {
	return web.Failure{
		Status: http.StatusForbidden, Title: "This answer fits no sign-in",
		What: "It claims to come from Concur, but does not belong to a sign-in that was continued here, " +
			"or the link was continued again since. " + noneChanged,
		Next: "Open the link again and go through the sign-in in one go.",
	}
}

func lostBrowser() web.Failure {
	return web.Failure{
		Status: http.StatusBadRequest, Title: "This browser did not begin the sign-in",
		What: "Concur sent you back without saying which sign-in it was, and this browser has none open. " +
			"That happens when a sign-in is begun in one browser and ended in another. " + noneChanged,
		Next: "Open the link that you were given again, in this browser, and continue from there. If it has expired, ask for a new one.",
	}
}

func emptyAnswer() web.Failure {
	return web.Failure{
		Status: http.StatusBadRequest, Title: "Something is missing",
		What: "This page was opened without what Concur sends along. " + noneChanged, Next: "Open the link that you were given again.",
	}
}

func refusedByConcur(said string) web.Failure {
	return web.Failure{
		Status: http.StatusForbidden, Title: "Concur did not connect you",
		What: "The sign-in was refused, by you or by Concur. " + noneChanged, Said: said,
		Next: "If you want to go on, ask for a new link. If Concur refused, show this page to whoever runs this server.",
	}
}

func (s *Service) notAllowed() web.Failure {
	return web.Failure{
		Status: http.StatusForbidden, Title: "This server expects no company now",
		What: "App Center brought you here, but nobody who runs this server allowed it in this browser. " + noneChanged,
		Next: "Whoever runs the server starts this command there and opens the link that it prints, in this browser. " +
			"Then press Connect in App Center again.",
		Command: "concur-mcp login --app-center " + s.base(),
	}
}

func storeUnreachable() web.Failure {
	return web.Failure{
		Status: http.StatusServiceUnavailable, Title: "This server cannot look up the sign-in",
		What: "Its store of connections does not answer. " + noneChanged, Next: "Try again in a minute.",
	}
}

// failRead says why a sign-in could not be read, where missing is what to say if it
// is not there.
func (s *Service) failRead(w http.ResponseWriter, r *http.Request, err error, missing web.Failure) {
	if refusal, ok := errors.AsType[web.Failure](err); ok {
		web.WriteFailure(w, refusal)
		return
	}
	if gone(err) {
		web.WriteFailure(w, missing)
		return
	}
	s.Logger.ErrorContext(r.Context(), "a sign-in cannot be read or written", "error", err)
	web.WriteFailure(w, storeUnreachable())
}

// longestSaid is how much of Concur's text is shown, in characters.
const longestSaid = 300

// said makes a text from outside fit for a line: without control characters, and short.
func said(text string) string {
	text = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, ""), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
	}), " ")
	if runes := []rune(text); len(runes) > longestSaid {
		return string(runes[:longestSaid]) + "…"
	}
	return text
}
