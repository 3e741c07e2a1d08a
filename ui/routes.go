package ui

import (
	"net/http"
	"slices"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
	"handinhand/ui/portal"
	"handinhand/ui/studio"
	"handinhand/ui/workbench"
)

const (
	get  = http.MethodGet
	post = http.MethodPost
)

// impactPath is where an officer gets what they sign, in the languages of the office.
const impactPath = "/register/:id/impact"

// route is one line of the table of pages.
type route struct {
	method, path string
	guard        guard
	page         page.Page
	body         int64 // most bytes of a POST; 0 = small
}

// staffFor tells whether an actor reads a page at work. Whoever has lost their way there
// is told so in a language of their own.
func (r route) staffFor(a casework.Actor) bool {
	return r.path == impactPath || r.guard != nil && !slices.Contains(r.guard, models.RolePerson) && r.guard.admits(a) == nil
}

// papers lets a page take documents; casework caps each one.
const papers = 256 << 20

// bundles lets a page take a packed process; process/release caps it.
const bundles = 40 << 20

// routes is every page of the site, with who may come to it.
func routes(f *faces) []route {
	return []route{
		{get, "/", anyone, portal.Home, 0},
		{get, "/help", anyone, static("site/help"), 0},
		{get, "/accessibility", anyone, static("site/accessibility"), 0},
		{get, "/register", anyone, register, 0},
		{get, impactPath, anyone, impact, 0},
		{get, impactPath + ".json", anyone, impactPack, 0},
		{get, impactPath + "-signed.json", anyone, impactSigned, 0},
		{get, "/register.jsonld", anyone, f.registerData, 0},
		{get, "/signin", anyone, f.begin, 0},
		{get, "/signin/callback", anyone, f.finish, 0},
		{post, "/signout", anyone, f.signOut, 0},

		{get, "/start", applicant, portal.Start, 0},
		{post, "/start", applicant, portal.DoStart, 0},
		{get, "/cases/:id", applicant, portal.Case, 0},
		{get, "/cases/:id/reads", applicant, portal.Reads, 0},
		{get, "/cases/:id/consents", applicant, portal.Consents, 0},
		{get, "/cases/:id/consents/:item/receipt", applicant, portal.Receipt, 0},
		{post, "/cases/:id/consents/:item/withdraw", applicant, portal.DoWithdraw, 0},
		{get, "/cases/:id/papers/:paper", applicant, portal.OwnPaper, 0},
		{get, "/cases/:id/papers/:paper/preview", applicant, portal.OwnPreview, 0},
		{get, "/cases/:id/reads/:entry/proof", applicant, portal.Proof, 0},
		{get, "/cases/:id/helpers", applicant, portal.Helpers, 0},
		{post, "/cases/:id/helpers", applicant, portal.DoGive, 0},
		{post, "/cases/:id/helpers/:mandate/end", applicant, portal.DoEndHelp, 0},
		{get, "/cases/:id/erasure", applicant, portal.Erasure, 0},
		{post, "/cases/:id/erasure", applicant, portal.DoErase, 0},
		{get, "/helping", applicant, portal.Helping, 0},
		{post, "/helping", applicant, portal.DoAccept, 0},
		{post, "/helping/:mandate/end", applicant, portal.DoStopHelping, 0},
		{get, "/cases/:id/correct", applicant, portal.Correct, 0},
		{post, "/cases/:id/correct", applicant, portal.DoCorrect, 0},
		{get, "/data", applicant, portal.Data, 0},
		{post, "/data/concerns", applicant, portal.DoRaiseConcern, 0},
		{post, "/data/grants/:grant/end", applicant, portal.DoRevoke, 0},
		{get, "/data/all.json", applicant, portal.ExportJSON, 0},
		{get, "/data/all.zip", applicant, portal.ExportZip, 0},
		{get, "/data/all.html", applicant, portal.ExportHTML, 0},
		{get, "/attestations/:id", applicant, portal.Attestation, 0},
		{get, "/tasks/:id", applicant, portal.Task, 0},
		{post, "/tasks/:id", applicant, portal.DoTask, papers},
		{get, "/tasks/:id/papers/:paper", applicant, portal.TaskPaper, 0},
		{get, "/tasks/:id/papers/:paper/preview", applicant, portal.TaskPreview, 0},
		{get, "/tasks/:id/check", applicant, portal.Check, 0},
		{post, "/tasks/:id/send", applicant, portal.DoSend, 0},
		{get, "/tasks/:id/done", applicant, portal.Done, 0},
		{post, "/tasks/:id/raise", applicant, portal.DoRaise, 0},
		{post, "/cases/:id/choose", applicant, portal.DoChoose, 0},

		{get, "/work", clerk, workbench.Inbox, 0},
		{get, "/work/notices", clerk, workbench.Notices, 0},
		{get, "/work/concerns", clerk, workbench.Concerns, 0},
		{post, "/work/concerns/:id", clerk, workbench.DoAnswer, 0},
		{get, "/work/attestations", clerk, workbench.Attestations, 0},
		{post, "/work/attestations/:id/withdraw", clerk, workbench.DoWithdraw, 0},
		{post, "/work/grants/:id/end", clerk, workbench.DoTakeBack, 0},
		{get, "/work/emergency", clerk, workbench.Emergency, 0},
		{post, "/work/emergency", clerk, workbench.DoBreakGlass, 0},
		{get, "/work/emergencies/:id/paper", clerk, workbench.EmergencyPaper, 0},
		{post, "/work/tasks/:id/attest", clerk, workbench.DoAttest, 0},
		{get, "/work/tasks/:id", clerk, workbench.Task, 0},
		{post, "/work/tasks/:id", clerk, workbench.DoTask, papers},
		{post, "/work/tasks/:id/claim", clerk, workbench.DoClaim, 0},
		{post, "/work/tasks/:id/release", clerk, workbench.DoRelease, 0},
		{get, "/work/tasks/:id/papers/:paper", clerk, workbench.Paper, 0},
		{get, "/work/tasks/:id/papers/:paper/preview", clerk, workbench.Preview, 0},
		{get, "/work/tasks/:id/done", clerk, workbench.Done, 0},
		{post, "/work/tasks/:id/raise", clerk, workbench.DoRaise, 0},
		{post, "/work/tasks/:id/choose", clerk, workbench.DoChoose, 0},

		{get, "/protection", officer, workbench.Officer, 0},
		{post, "/protection/impact/:id", officer, doSign, 0},
		{post, "/protection/concerns/:id", officer, workbench.OfficerConcern, 0},
		{post, "/protection/concerns/:id/answer", officer, workbench.DoOfficerAnswer, 0},
		{post, "/protection/concerns/:id/reminders", officer, workbench.DoRemind, 0},

		{get, "/studio", studioReader, studio.Processes, 0},
		{get, "/studio/processes/:id", studioReader, studio.Process, 0},
		{get, "/studio/processes/:id/migrate", studioReader, studio.Migrate, 0},
		{post, "/studio/processes/:id/migrate", studioReader, studio.DoPlan, 0},
		{get, "/studio/plans/:plan", studioReader, studio.Plan, 0},
		{post, "/studio/plans/:plan/deeds", studioReader, studio.DoDeed, 0},
		{get, "/studio/drafts/:id/edit/*path", owners, studio.Edit, 0},
		{post, "/studio/drafts", owners, studio.DoBeginDraft, studio.DraftUploads},
		{get, "/studio/drafts/:id", owners, studio.Draft, 0},
		{get, "/studio/drafts/:id/export", owners, studio.ExportDraft, 0},
		{post, "/studio/drafts/:id/propose", owners, studio.DoProposeDraft, 0},
		{post, "/studio/drafts/:id/remove", owners, studio.DoRemoveDraft, 0},
		{post, "/studio/drafts/:id/restore", owners, studio.DoRestore, 0},
		{post, "/studio/drafts/:id/comments", owners, studio.DoComment, 0},
		{post, "/studio/drafts/:id/comments/:number/resolve", owners, studio.DoResolve, 0},
		{get, "/studio/drafts/:id/outline", owners, studio.Outline, 0},
		{post, "/studio/drafts/:id/outline", owners, studio.DoOutline, 0},
		{get, "/studio/drafts/:id/texts", owners, studio.Texts, 0},
		{post, "/studio/drafts/:id/texts", owners, studio.DoTexts, studio.DraftUploads},
		{get, "/studio/drafts/:id/data", owners, studio.Data, 0},
		{post, "/studio/drafts/:id/data", owners, studio.DoData, 0},
		{post, "/studio/drafts/:id/switches", owners, studio.DoSwitch, 0},
		{get, "/studio/drafts/:id/preview/:form", owners, studio.Preview, 0},

		{get, "/studio/processes/:id/releases", studioReader, studio.Releases, 0},
		{get, "/studio/processes/:id/releases/:before/changes/:after", studioReader, studio.Compare, 0},
		{post, "/studio/processes/:id/publications/:publication/rollback", owners, studio.DoRollBack, 0},
		{get, "/studio/proposals", studioReader, studio.Proposals, 0},
		{post, "/studio/proposals", owners, studio.DoPropose, bundles},
		{get, "/studio/proposals/:id", studioReader, studio.Proposal, 0},
		{post, "/studio/proposals/:id/terms", owners, studio.DoTerms, 0},
		{post, "/studio/proposals/:id/decision", owners, studio.DoDecide, 0},
		{post, "/studio/proposals/:id/withdraw", owners, studio.DoWithdrawProposal, 0},
		{get, "/studio/cases/:id", studioReader, studio.Case, 0},
		{post, "/studio/cases/:id/retry", operator, studio.DoRetry, 0},
		{get, "/studio/cases/:id/change", studioReader, studio.Change, 0},
		{post, "/studio/cases/:id/modify", operator, studio.DoModify, 0},
		{post, "/studio/cases/:id/migrate", studioReader, studio.DoMigrate, 0},
		{post, "/studio/cases/:id/choose", operator, studio.DoChoose, 0},
	}
}

// static is a page without a view.
func static(name string) page.Page {
	return func(r *page.Request) error { return r.Show(http.StatusOK, name, nil) }
}
