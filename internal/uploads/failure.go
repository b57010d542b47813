package uploads

import (
	"net/http"

	"github.com/concur-mcp/concur-mcp/internal/web"
)

const (
	askAgain = "Go back to your agent and ask it for a new link."
	noFile   = "No file was taken."
)

func unknownLink() web.Failure {
	return web.Failure{
		Status: http.StatusNotFound, Title: "This link is not known",
		What: "It may have lost a part on its way, or it expired a while ago. " + noFile, Next: askAgain,
	}
}

func expiredLink() web.Failure {
	return web.Failure{
		Status: http.StatusGone, Title: "This link has expired", What: "A link works for ten minutes. " + noFile, Next: askAgain,
	}
}

func usedLink() web.Failure {
	return web.Failure{
		Status: http.StatusGone, Title: "A file was handed over already",
		What: "A link takes one file. This visit changed nothing.",
		Next: "If it was not the right file, tell your agent before it goes on.",
	}
}

func staleForm() web.Failure {
	return web.Failure{
		Status: http.StatusForbidden, Title: "This form cannot be taken",
		What: "It was not made for this browser, or the browser does not keep cookies. " + noFile,
		Next: "Allow cookies for this page, open the link again and choose the file there.",
	}
}

func brokenOff() web.Failure {
	return web.Failure{
		Status: http.StatusBadRequest, Title: "The file did not arrive whole",
		What: "It broke off, or is larger than may come in. " + noFile, Next: "Open the link again and choose the file once more.",
	}
}

func tooManyAtOnce() web.Failure {
	return web.Failure{
		Status: http.StatusTooManyRequests, Title: "Other files are on their way",
		What: "This server is just taking in several files that the same agent asked for. " + noFile,
		Next: "Wait until they have arrived, open the link again and choose the file once more.",
	}
}

func busy() web.Failure {
	return web.Failure{
		Status: http.StatusServiceUnavailable, Title: "This server is busy",
		What: "Many people are sending files to it. " + noFile, Next: "Open the link again in a minute and choose the file once more.",
	}
}

func storeUnreachable() web.Failure {
	return web.Failure{
		Status: http.StatusServiceUnavailable, Title: "This server cannot keep the file",
		What: "Its store does not answer. " + noFile, Next: "Try again in a minute.",
	}
}
