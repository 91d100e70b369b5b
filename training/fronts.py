# ruff: noqa
# mypy: ignore-errors
"""Lab: articles to pages as fronts, feeds, digests, briefs print them."""
from __future__ import annotations
import random, re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from training.compose import Piece, _furniture, _top
from training.pages import LabelledPage, Origin

__all__ = ["lay_out"]

W = dict(
 en=("News|Politics|World|Sport|Business|Technology|Culture|Opinion|Health|Science|Travel|Entertainment|Economy|Local|Music|Life & Style|Features|Video|US News|Markets|Food",
     "Read more|Continue reading|More|Read full story|See more|View details|Read More »|Details|Full story|Continue reading →|[…]|Learn more|Open|Show all",
     "By {n}|{n}|Posted by {n}|{n}, Staff Writer|by {n} Reuters|{n} and {m}", "Share|Comments|Save|{k} comments|{k} views|Facebook Twitter|Photo: {n}|{k} min read|Leave a comment|{k}", "Latest news|Top stories|Most read|Related|More news|Popular|Trending now|Don't miss|Archive|Home", "{k} hours ago|{d} {mo} {y}|{mo} {d}, {y}|{wd}, {d} {mo} {y} {h}:{mi}:22 GMT|{y}-{mm}-{d}|Updated {h}:{mi}|{h}:{mi}|{d}/{mm}/{y} {h}:{mi}|Published {mo} {d}, {y}|{k} min ago"),
 ru=("Новости|Политика|Общество|Экономика|Спорт|В мире|Культура|Происшествия|Наука|Технологии|Бизнес|Здоровье|Авто|Армия|Мнения|Видео|Регионы",
     "Подробнее|Читать далее|Читать полностью|Далее|Показать все|Читать|Подробнее на сайте|Читать дальше →|Еще",
     "Автор: {n}|{n}|Текст: {n}|{n}, корреспондент", "Поделиться|Комментарии|{k} просмотров|{k} комментариев|Фото: {n}|{k}|Распечатать|Просмотры: {k}", "Последние новости|Главное|Популярное|Читайте также|Лента новостей|Все новости|Самое читаемое", "{d} {rmo} {y}|{d}.{mm}.{y}|{h}:{mi}|{d}.{mm}.{y} {h}:{mi}|сегодня, {h}:{mi}|вчера {h}:{mi}|{d} {rmo}, {h}:{mi}|{k} минут назад|{d} {rmo} {y}, {h}:{mi}"),
 de=("Nachrichten|Politik|Wirtschaft|Sport|Kultur|Panorama|Wissen|Digital|Gesundheit|Reise|Meinung|Regional|Auto", "Mehr lesen|Weiterlesen|mehr|Zum Artikel|Jetzt lesen|Artikel lesen|Mehr erfahren", "Von {n}|{n}|von {n} und {m}|dpa", "Teilen|Kommentare|{k} Kommentare|Foto: {n}|Merken|Lesezeit {k} Min.", "Aktuelle Nachrichten|Meistgelesen|Das könnte Sie auch interessieren|Lesen Sie auch|Topthemen", "{d}. {dmo} {y}|{d}.{mm}.{y}|{h}:{mi} Uhr|{d}.{mm}.{y}, {h}.{mi} Uhr|vor {k} Stunden|Stand: {d}.{mm}.{y}"),
 fr=("Actualités|Politique|Monde|Économie|Sport|Culture|Société|Santé|Sciences|Opinions|Planète", "Lire la suite|Lire plus|Voir plus|En savoir plus|Lire l'article|Suite", "Par {n}|{n}|{n} avec AFP", "Partager|Commentaires|{k} commentaires|Photo : {n}|Imprimer", "À la une|Les plus lus|Lire aussi|Dernières nouvelles", "{d} {fmo} {y}|{d}/{mm}/{y}|{h}h{mi}|Publié le {d}/{mm}/{y} à {h}h{mi}|il y a {k} heures"),
 es=("Noticias|Política|Internacional|Economía|Deportes|Cultura|Sociedad|España|Ciencia|Tecnología|Opinión|Sucesos|Fútbol", "Leer más|Seguir leyendo|Ver más|Continuar leyendo|Más información|Leer nota completa", "Por {n}|{n}|{n}, {m}|EFE|Redacción", "Compartir|Comentarios|{k} comentarios|Foto: {n}|Enviar", "Últimas noticias|Lo más leído|Te puede interesar|Más noticias|Portada", "{d} de {smo} de {y}|{d}/{mm}/{y}|{h}:{mi}|{wd}, {d} {mo} {y} {h}:{mi}:10 +0200|hace {k} horas|Actualizado: {d}/{mm}/{y} {h}:{mi}"),
 kk=("Жаңалықтар|Саясат|Қоғам|Экономика|Спорт|Әлем|Мәдениет|Оқиға|Білім|Денсаулық", "Толығырақ|Толық оқу|Оқу|Ары қарай|Көбірек", "Автор: {n}|{n}", "Бөлісу|Пікірлер|{k} рет қаралды|Фото: {n}|{k}", "Соңғы жаңалықтар|Ең көп оқылған|Тағы оқыңыз|Басты жаңалықтар", "{d}.{mm}.{y}|{h}:{mi}|{d} қараша {y}|{d}.{mm}.{y} {h}:{mi}|Бүгін, {h}:{mi}"),
 ky=("Жаңылыктар|Саясат|Коом|Экономика|Спорт|Дүйнө|Маданият|Окуя|Билим", "Толугураак|Толук окуу|Окуу|Дагы|Кененирээк", "Автор: {n}|{n}", "Бөлүшүү|Комментарийлер|{k} көрүү|Сүрөт: {n}|{k}", "Акыркы жаңылыктар|Эң көп окулган|Дагы окуңуз|Башкы жаңылыктар", "{d}.{mm}.{y}|{h}:{mi}|{d}-ноябрь, {y}|{d}.{mm}.{y} {h}:{mi}"),
 uz=("Yangiliklar|Siyosat|Jamiyat|Iqtisodiyot|Sport|Dunyo|Madaniyat|Texnologiya|Fan|O‘zbekiston|Jahon", "Batafsil|To‘liq o‘qish|Davomini o‘qish|O‘qish|Ko‘proq", "Muallif: {n}|{n}", "Ulashish|Izohlar|{k} marta ko‘rildi|Surat: {n}|{k}", "So‘nggi yangiliklar|Ko‘p o‘qilgan|Mavzuga oid|Barcha yangiliklar", "{d}.{mm}.{y}|{h}:{mi}|{d} noyabr {y}|{y}-yil {d}-noyabr|{h}:{mi} / {d}.{mm}.{y}|Bugun, {h}:{mi}"),
 tg=("Хабарҳо|Сиёсат|Ҷомеа|Иқтисод|Варзиш|Ҷаҳон|Фарҳанг", "Муфассал|Бештар|Хондан|Идома|Показать все", "Муаллиф: {n}|{n}", "Мубодила|Шарҳҳо|{k} тамошо|Акс: {n}|{k}", "Хабарҳои охирин|Боз бихонед|Ҳамаи хабарҳо", "{d}.{mm}.{y}|{h}:{mi}|{d} ноябри {y}|{d}.{mm}.{y} {h}:{mi}"),
 tk=("Habarlar|Syýasat|Jemgyýet|Ykdysadyýet|Sport|Dünýä|Medeniýet", "Giňişleýin|Dowamyny oka|Okamak|Has köp", "Awtor: {n}|{n}", "Paýlaş|Teswirler|{k} gezek okaldy|Surat: {n}|{k}", "Soňky habarlar|Iň köp okalan|Ähli habarlar", "{d}.{mm}.{y}|{h}:{mi}|{d} noýabr {y}|{d}.{mm}.{y} {h}:{mi}"),
 tr=("Haberler|Siyaset|Dünya|Ekonomi|Spor|Kültür|Teknoloji|Sağlık|Magazin|Gündem|Yaşam", "Devamını oku|Devamı|Haberin devamı|Detaylar|Daha fazla|Oku", "Yazar: {n}|{n}|Haber: {n}", "Paylaş|Yorumlar|{k} yorum|Fotoğraf: {n}|{k} okunma", "Son dakika|En çok okunan|İlgili haberler|Tüm haberler", "{d}.{mm}.{y}|{h}:{mi}|{d} Kasım {y}|{d}.{mm}.{y} {h}:{mi}|{k} saat önce"),
)
MO="January February March April May June July August September October November December".split()
RM="января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()
DM="Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
FM="janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
SM="enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
WD="Mon Tue Wed Thu Fri Sat Sun".split()
_NAME=re.compile(r"\b[^\W\d_a-zа-яё][^\W\d_]{2,12} [^\W\d_a-zа-яё][^\W\d_]{2,14}\b")
_SENT=re.compile(r"(?<=[.!?…])[\"”»)]?\s+(?=[\"“«(]?[^\W\d_a-zа-яё])")
BLANK=("","",-1,"")
WIDGETS=("USD {a} EUR {b}","{a} °C","KASE {a} +0.{k} %","USD/KGS {a} сом","Moscow {k} °C","Almaty +{k}°","↑ {a}","BTC {a} $","Brent {a} (+0.{k}%)","°{k}","{h}:{mi}","1 2 3 4 5","«  »","1","2","Next","Previous","›","Top","RSS")

def words(lang):
    return [x.split("|") for x in W.get(lang, W["ru"] if lang in("mn",) else W["en"])]

class Maker:
    def __init__(self, pieces, furniture, teasers, seed, fold):
        self.c=random.Random(seed); self.furn=furniture; self.seed=seed; self.teasers=teasers
        self.by=defaultdict(list)
        for p in pieces: self.by[p.language].append(p)
        self.langs=sorted(l for l in self.by if len(self.by[l])>=4)
        self.shares=[len(self.by[l])**0.55 for l in self.langs]
        self.names=defaultdict(list)
        for p in pieces:
            for t,l in p.lines[1:4]:
                m=_NAME.search(t)
                if m: self.names[p.language].append(m[0])
    def stamp(self, f, lang):
        c=self.c; i=c.randrange(12); nm=self.names.get(lang) or self.names["en"] or ["John Smith"]
        return f.format(n=c.choice(nm),m=c.choice(nm),k=c.randrange(1,60) if c.random()<.8 else c.randrange(60,5000),d=c.randrange(1,29),mo=(MO[i] if c.random()<.6 else MO[i][:3]),rmo=RM[i],dmo=DM[i],fmo=FM[i],smo=SM[i],y=c.randrange(2012,2027),mm=f"{i+1:02}",h=f"{c.randrange(24):02}",mi=f"{c.randrange(60):02}",wd=c.choice(WD),a=f"{c.randrange(1,900)}.{c.randrange(99):02}",b=f"{c.randrange(1,900)}.{c.randrange(99):02}")
    def body(self, piece, mode):
        c=self.c; text=[(t,l) for t,l in piece.lines[1:] if l in("PAR","LI","SUB","DEK")]
        pars=[t for t,l in text if l in("PAR","DEK")]
        if not pars: return []
        if mode=="full": return text
        if mode=="joined":
            t=" ".join(pars); k=c.randrange(300,2600)
            return [(t if len(t)<k else t[:k].rsplit(". ",1)[0]+".","PAR")]
        if mode=="teaser" and piece.lines[0][0] in self.teasers: return [(self.teasers[piece.lines[0][0]],"PAR")]
        if mode in("teaser","sent"):
            s=[x for x in _SENT.split(pars[0]) if x.strip()]
            n=1 if c.random()<.7 else 2
            t=" ".join(s[:n])
            if mode=="teaser":
                cut=c.randrange(80,260)
                if len(t)>cut: t=t[:cut].rsplit(" ",1)[0]+c.choice(("...","…"," ...","","[…]"," [+%d chars]"%c.randrange(100,9000)))
                elif c.random()<.35: t=t.rstrip(".")
            return [(t,"PAR")]
        if mode=="par": return [(pars[0],"PAR")]
        if mode=="pars":
            n=c.choice((1,1,2,2,3)); k=[]; m=0
            for t,l in text:
                k.append((t,l)); m+=l in("PAR","DEK")
                if m>=n: break
            return k
        if mode=="some":
            n=c.randrange(2,max(3,len(text))); k=text[:n]
            while k and k[-1][1]=="SUB": k.pop()
            return k
        raise ValueError(mode)
    def page(self, number):
        c=self.c; lang=c.choices(self.langs,self.shares)[0]; pool=self.by[lang]
        cats,buttons,authors,bits,heads,dates=words(lang)
        if lang not in W and c.random()<.0: pass
        kind=c.choices(("front","feed","briefs","digest","mixed","short","modules","article"),(24,14,14,15,11,6,16,16))[0]
        mode={"front":("teaser","sent","teaser","par"),"feed":("teaser","sent","par","pars","teaser","joined"),"briefs":("par","sent","pars","pars"),"digest":("par","sent","pars","pars","joined"),"mixed":("mix",),"short":("pars","sent","par"),"article":("full",),"modules":("pars","some","full","full","joined","joined","mixj")}[kind]
        mode=c.choice(mode)
        n=1 if kind in("short","article") else min(c.choice((2,3,4,5,6,7,8,9,10,12,15,18,22)) if kind!="modules" else c.choice((2,3,4,5,6,7)), max(2,len(pool)))
        chosen=c.sample(pool,min(n,len(pool)))
        if c.random()<(.8 if kind in("digest","modules") else .5) and len(pool)>40:
            f=chosen[0]; near=sorted(c.sample(pool,min(500,len(pool))),key=lambda p:-len(p.stems&f.stems)/(len(p.stems)+50))[:max(14,n+4)]; c.shuffle(near); chosen=near[:n]
        dressed=c.random()<(.75 if kind in("front","feed","modules") else .4)
        o={}
        if dressed:
            o=dict(cat=c.choice((0,0,0,1,2)) , date=c.choice((0,0,1,2,2,3)), auth=c.choice((0,0,2,2,3)), btn=c.random()<(.6 if kind=="modules" else .3), bits=c.choice((0,0,0,2,3)), url=c.random()<.06, rule=c.random()<.05)
        if kind=="digest": o["url"]=c.random()<.35; o["rule"]=c.random()<.35
        if kind=="short" and c.random()<.5: o={}
        keep=c.choice((1,1,.9,.6)); dform=c.choice(dates); aform=c.choice(authors); bform=c.choice(bits); btn=c.choice(buttons); rule=c.choice(("-----","--------------","***","* * *","________","====="))
        prefix=c.choices(("","* ","  * ","• ","{i}. ","{i}) "),(86,3,2,2,5,2))[0]
        suffix=c.choices(("", " - "+c.choice(("РИА Новости","BBC News","Deutschlandfunk","The Guardian","Le Monde","CNN"))," | "+c.choice(cats)),(92,5,3))[0]
        upper=c.random()<.03; stop=c.random()<.06
        lists=c.random()<(.3 if kind in("front","mixed","briefs") else .1); loose=c.random()<.25; sections=c.random()<(.5 if kind=="digest" else .2 if kind=="front" else .06)
        wraps=c.random()<(.6 if kind=="front" else .25)
        spacing=c.choices(("all","story","none","two","tight","inner2"),(25,20,22,4,24,5) if wraps else (50,14,10,6,12,8))[0]
        short_nav=c.random()<.35
        behind=c.random()<.35; widget=c.random()<(.25 if kind!="feed" else .08)
        L=[]
        def add(t,l,a,owner):
            L.append((t,l,a,owner))
        def gap(where):
            # where: "in" within a story, "out" between stories
            k={"all":1,"story":1 if where=="out" else 0,"none":0,"two":2,"tight":(1 if where=="out" else 0),"inner2":(1 if where=="in" else 2)}[spacing]
            L.extend([BLANK]*k)
        if wraps or c.random()<.25: L+=_top(wraps,self.furn,c)
        if c.random()<(.7 if kind=="digest" else .25) and kind!="short":
            r=c.random()
            if r<.45: add(c.choice((*heads,*cats)),"NAV",-1,"")
            elif r<.75: add(c.choice((*heads,*cats))+c.choice((" | "," - "," – ",", "," #"))+self.stamp(c.choice(("{d}.{mm}.{y}","{k}","{y}-{mm}-{d}","{mo} {d}, {y}")),lang),"NAV",-1,"")
            else: add(c.choice((*heads,*cats))+" #"+self.stamp("{k} - {y}-{mm}-{d}",lang)+" - "+c.choice(pool).lines[0][0],"NAV",-1,"")
            gap("out")
            if kind=="digest" and c.random()<.6:
                if c.random()<.3: add(c.choice(("Hi,","Hello!","Dear readers,","Hi there","Здравствуйте!","Hallo,","Hola,")),"NAV",-1,""); gap("out")
                for _ in range(c.randrange(1,5)):
                    q=c.choice(pool); ts=[t for t,l in q.lines[1:] if l=="PAR"]
                    if ts: add(c.choice(ts),"NAV",-1,""); gap("out")
                if c.random()<.3: add((self.names.get(lang) or ["Ann"])[0].split()[0],"NAV",-1,""); gap("out")
            if c.random()<.2 and kind in("digest","front","briefs"):
                p=c.choice(pool); b=self.body(p,"sent")
                if b: add(b[0][0],"NAV",-1,""); gap("out")
        toc=c.random()<(.4 if kind=="digest" else .06)
        others=[p for p in c.sample(pool,min(30,len(pool))) if p not in chosen]
        def head_list(k):
            bul=c.choice(("","• ","  * ","","- ","{t} ","{t} - "))
            if c.random()<.7: add(c.choice(heads),"NAV",-1,""); gap("in")
            for p in others[:k]:
                add(bul.format(t=self.stamp("{h}:{mi}",lang))+p.lines[0][0],"NAV",-1,"")
                if c.random()<.2: add(self.stamp(dform,lang),"NAV",-1,"")
                if spacing not in("tight","none") and bul in("",) : gap("in")
            gap("out")
        if toc:
            bul=c.choice(("","• ","  * ","{i}. ","  {i}. "))
            if c.random()<.5: add(c.choice(heads),"NAV",-1,""); gap("out")
            for i,p in enumerate(chosen):
                if c.random()<.9: add(bul.format(i=i+1)+p.lines[0][0],"NAV",-1,"")
                if bul=="": gap("in")
            gap("out")
        lower=c.random()<.1; kick=c.random()<.07; indent=" "*c.choice((2,4)) if c.random()<.07 else ""
        at=0
        for i,piece in enumerate(chosen):
            m=c.choice(("joined","par","some")) if mode=="mixj" else mode if mode!="mix" else c.choice(("sent","par","pars","some","full","teaser","full"))
            if kind=="digest" and c.random()<.05: m="some"
            b=self.body(piece,m)
            if not b: continue
            title=piece.lines[0][0]
            if stop and title[-1:].isalnum(): title+="."
            if upper: title=title.upper()
            if kick and c.random()<.85: title=(c.choice(cats) if c.random()<.6 else (self.names.get(lang) or ["A B"])[c.randrange(len(self.names.get(lang) or [1]))])+c.choice((" ",": "," | "))+title
            title=indent+prefix.format(i=i+1)+title+suffix
            if sections and c.random()<.25: add(c.choice(cats),"NAV",-1,""); gap("out")
            total=sum(len(t) for t,_ in b); real=total>=60
            if short_nav and c.random()<.15:   # headline alone, as fronts hold them
                if others:
                    if o.get("cat")==1 and c.random()<keep: add(c.choice(cats),"NAV",-1,""); gap("in")
                    add(prefix.format(i=i+1)+c.choice(others).lines[0][0]+suffix,"NAV",-1,""); gap("in")
                    if o.get("date")==2 and c.random()<keep: add(self.stamp(dform,lang),"NAV",-1,""); gap("in")
                    if c.random()<.3:
                        q=self.body(c.choice(others),"sent")
                        if q and len(q[0][0])<60: add(q[0][0],"NAV",-1,""); gap("in")
                    gap("out")
            tl,ml=("TITLE","META") if real else ("NAV","NAV"); ai=at if real else -1; ow=piece.publisher
            def meta(form):
                if c.random()<keep: add(self.stamp(form,lang),ml,ai,ow); gap("in")
            if o.get("cat")==1: meta(c.choice(cats))
            if o.get("date")==1: meta(dform)
            if o.get("cat")==3 : meta(c.choice(cats))
            add(title,tl,ai,ow); gap("in")
            if o.get("url"): add("https://%s/%s"%(re.sub(r"\W","",ow)[:14] or "news",re.sub(r"\W+","-",title.lower())[:50]),ml,ai,ow); gap("in")
            if o.get("cat")==2 : meta(c.choice(cats))
            if o.get("date")==2: meta(dform)
            if o.get("auth")==2: meta(aform if not lower else "by {n}")
            if o.get("bits")==2: meta(bform)
            for k,(t,l) in enumerate(b):
                add(indent+t,l if real else "NAV",ai,ow)
                gap("in")
            if o.get("auth")==3: meta(aform)
            if o.get("date")==3: meta(dform)
            if o.get("bits")==3: meta(bform)
            if o.get("btn"): meta(btn)
            if o.get("rule"): add(rule,ml,ai,ow); gap("in")
            if spacing in("story","tight","inner2"): gap("out")
            if real: at+=1
            if lists and c.random()<1.6/max(2,n): head_list(c.randrange(2,7))
            if widget and c.random()<max(.2,1.0/n):
                for _ in range(c.randrange(1,4)):
                    add(self.stamp(c.choice(WIDGETS),lang),"NAV",-1,"")
                    if c.random()<.5: gap("in")
                gap("out")
            if loose and c.random()<.12: L.extend(_furniture(self.furn,c,10))
        if kind=="article" and len(chosen[0].lines)>5 and sum(len(t) for t,_ in chosen[0].lines)>1500:
            if c.random()<.8: add(c.choice(heads),"NAV",-1,""); gap("out")
            form=c.choice((0,1,2,3))
            for p in others[:c.randrange(2,9)]:
                b=self.body(p,c.choice(("teaser","sent","par")))
                if form==1: add(c.choice(cats),"NAV",-1,""); gap("in")
                add(p.lines[0][0],"NAV",-1,""); gap("in")
                if form==2: add(self.stamp(dform,lang),"NAV",-1,""); gap("in")
                if b: add(b[0][0][:400],"NAV",-1,""); gap("in")
                if form==3: add(btn,"NAV",-1,""); gap("in")
                gap("out")
        elif behind: head_list(c.randrange(2,16))
        if wraps and c.random()<.85: L+=_furniture(self.furn,c,150)
        elif c.random()<.2:
            for k in range(c.randrange(1,5)): add(str(k+1) if c.random()<.5 else c.choice(bits).format(n="",k=3),"NAV",-1,"")
        name=f"front-{self.seed}-{number}"
        kept=[(t,l if t.strip() else "",a if t.strip() else -1,w or f"page:{name}") for t,l,a,w in L]
        kept=[(" ".join(t.splitlines()),l,a,w) for t,l,a,w in kept]
        return LabelledPage(name,Origin.LAID_OUT,kind,lang,"\n".join(t for t,*_ in kept),[l for _,l,_,_ in kept],[a for _,_,a,_ in kept],[w for *_,w in kept])

def lay_out(pieces: Sequence[Piece], furniture: Sequence[Piece], teasers: Mapping[str, str], count: int, seed: int) -> Iterator[LabelledPage]:
    """Yield `count` pages of one fold in the layouts of real pages; the same arguments give the same pages."""
    maker = Maker(pieces, furniture, teasers, seed, 0)
    for number in range(count):
        yield maker.page(number)
