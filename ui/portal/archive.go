package portal

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
)

// ExportZip sends everything that is known of the reader with their papers: to read, for
// machines, and each paper as it was handed in. It is made as it is sent, so that it
// needs no room here, however much there is.
func ExportZip(r *page.Request) error {
	all, err := r.Casework().Export(r.Ctx(), r.Actor)
	if err != nil {
		return err
	}
	var readable, machine bytes.Buffer
	if err := r.Render(&readable, http.StatusOK, "portal/export", all); err != nil {
		return err
	}
	write := json.NewEncoder(&machine)
	write.SetIndent("", " ")
	if err := write.Encode(all); err != nil {
		return err
	}
	r.Header("Content-Type", "application/zip")
	r.Header("Content-Disposition", `attachment; filename="handinhand-data.zip"`)
	r.Header("Cache-Control", "no-store")
	r.Status(http.StatusOK)
	out := zip.NewWriter(r.Context.Writer)
	err = packed(out, "data.html", &readable)
	if err == nil {
		err = packed(out, "data.json", &machine)
	}
	for _, one := range all.Cases {
		if err == nil {
			err = packPapers(r, out, one)
		}
	}
	if err == nil {
		err = out.Close()
	}
	if err != nil {
		r.Site.Log.WarnContext(r.Ctx(), "a download was not sent whole", "error", err)
		panic(http.ErrAbortHandler) // the browser must not take it for whole
	}
	return nil
}

// packPapers adds the papers of a case. One that was deleted meanwhile is left out.
func packPapers(r *page.Request, out *zip.Writer, one casework.ExportCase) error {
	for i, paper := range one.Papers {
		if paper.FileName == "" {
			continue
		}
		content, err := r.Casework().OwnPaper(r.Ctx(), r.Actor, one.ID, paper.ID)
		if models.KindOf(err) == models.KindNotFound {
			continue
		}
		if err != nil {
			return err
		}
		err = stored(out, paperPath(one.Number, i+1, paper.FileName), content)
		_ = content.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// paperPath is where a paper lies in the archive: no name of a file leads out of it, and
// no two are the same.
func paperPath(number string, i int, name string) string {
	return fmt.Sprintf("papers/%s/%02d-%s", number, i, strings.NewReplacer("/", "_", `\`, "_").Replace(name))
}

func packed(out *zip.Writer, name string, content io.Reader) error {
	return entry(out, &zip.FileHeader{Name: name, Method: zip.Deflate}, content)
}

// stored adds what cannot be made smaller: pictures and PDFs are so already.
func stored(out *zip.Writer, name string, content io.Reader) error {
	return entry(out, &zip.FileHeader{Name: name, Method: zip.Store}, content)
}

func entry(out *zip.Writer, header *zip.FileHeader, content io.Reader) error {
	w, err := out.CreateHeader(header)
	if err == nil {
		_, err = io.Copy(w, content)
	}
	return err
}
